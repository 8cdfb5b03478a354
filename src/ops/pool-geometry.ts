import { ShapeError } from '../core/errors.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import type { OnnxAttribute } from '../graph/op.ts';
import { convOutputSize } from './conv-geometry.ts';

/** Where the windows of a pooling stand. */
export interface PoolAttributes extends Readonly<Record<string, readonly number[]>> {
  /** Height and width of a window. */
  readonly size: readonly number[];
  /** Steps between windows: vertical, horizontal. */
  readonly strides: readonly number[];
  /** Rows and columns around the image that belong to no window's elements: top, left, bottom, right. */
  readonly pads: readonly number[];
}

/** Whether windows stand side by side from the corner on, without padding. */
export function isTiling({ size, strides, pads }: PoolAttributes): boolean {
  return size.every((extent, axis) => extent === strides[axis]) && pads.every((pad) => pad === 0);
}

/** The shape that pooling [batch, channels, height, width] gives; raises, naming `what`, where windows do not fit. */
export function pooledShape(what: string, shape: Shape, { size, strides, pads }: PoolAttributes): Shape {
  if (shape.length !== 4) {
    throw new ShapeError(`${what}: needs an image [batch,channels,height,width]; got ${formatShape(shape)}`, {
      value: shape,
      hint: 'put it before flatten()',
    });
  }
  if (pads.some((pad, side) => pad >= size[side % 2]!)) {
    throw new ShapeError(
      `${what}: padding must be smaller than the window, or windows hold no element; got padding [${pads.join()}] and a ${size.join('x')} window`,
      { value: pads },
    );
  }
  const geometry = { strides, pads, dilations: [1, 1], groups: 1 };
  return [shape[0]!, shape[1]!, ...convOutputSize(shape, size, geometry, what)];
}

export function poolOnnxAttributes({ size, strides, pads }: PoolAttributes): Record<string, OnnxAttribute> {
  return { kernel_shape: { ints: size }, strides: { ints: strides }, pads: { ints: pads } };
}

/**
 * Calls `visit` with the flat indices of every input element that lies in a window and of that window's output: the
 * definition that the reference evaluations share.
 */
export function forEachInWindows(
  inputShape: readonly number[],
  outputShape: readonly number[],
  { size, strides, pads }: PoolAttributes,
  visit: (input: number, output: number) => void,
): void {
  const [batch, channels, height, width] = inputShape as [number, number, number, number];
  const [, , outHeight, outWidth] = outputShape as [number, number, number, number];
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strides[0]! - pads[0]!;
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strides[1]! - pads[1]!;
        for (let y = Math.max(0, top); y < Math.min(height, top + size[0]!); y++) {
          for (let x = Math.max(0, left); x < Math.min(width, left + size[1]!); x++)
            visit((plane * height + y) * width + x, (plane * outHeight + oy) * outWidth + ox);
        }
      }
    }
  }
}
