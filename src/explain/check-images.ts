import { OptionError } from '../core/errors.ts';
import { elementCount } from '../core/shape.ts';
import type { ModelSpec } from '../nn/model.ts';

/** The number of images in bytes [count, height, width, channels]. Raises `OptionError` where they are no whole images. */
export function imageCount({ input }: ModelSpec, images: Uint8Array): number {
  const count = images.length / elementCount(input);
  if (Number.isInteger(count)) return count;
  throw new OptionError(`images: ${images.length} bytes are no whole images of [${input.join()}]`, {
    value: images.length,
    expected: `a multiple of ${elementCount(input)} bytes`,
  });
}

/** The number of images, each with one of the model's classes. Raises `OptionError` where they do not fit together. */
export function countWithClasses(model: ModelSpec, images: Uint8Array, classes: ArrayLike<number>): number {
  const count = imageCount(model, images);
  if (classes.length !== count) {
    throw new OptionError(`classes: expected one an image, got ${classes.length} for ${count} images`, {
      value: classes.length,
      expected: String(count),
    });
  }
  for (let at = 0; at < count; at++) {
    const value = classes[at]!;
    if (Number.isInteger(value) && value >= 0 && value < model.classes) continue;
    throw new OptionError(`classes[${at}]: expected a class from 0 to ${model.classes - 1}, got ${value}`, {
      value,
      expected: `0 to ${model.classes - 1}`,
    });
  }
  return count;
}
