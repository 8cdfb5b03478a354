import { affineResampler, turnBack, type AffineMap } from './affine.ts';
import type { ImageShape } from './augmentation.ts';
import { autoContrastTable, changeByHistogram, changeContrast, equalizeTable } from './point-changes.ts';
import type { Resampling } from './resample.ts';

/** A change by an amount from 0 to 1, or from −1 to 1 where the operation goes both ways. */
type ChangeByAmount = (image: Uint8Array, amount: number, out: Uint8Array) => void;

/** One of the operations that RandAugment chooses from. */
export interface RandAugmentOperation {
  readonly name: string;
  /** Whether the amount may be negative, with probability one half. */
  readonly bothWays: boolean;
  readonly prepare: (shape: ImageShape, resampling: Resampling) => ChangeByAmount;
}

/** The most that a shift moves an image, as a share of its size: 150 of 331 pixels in the paper. */
const FURTHEST_SHIFT = 150 / 331;
const STEEPEST_SHEAR = 0.3;
const LARGEST_TURN = 30;
/** How far the enhancing operations go from a factor of 1. */
const STRONGEST_ENHANCEMENT = 0.9;

/** The fourteen operations of the paper, with the ranges of `RandAugment` in torchvision. */
export const randAugmentOperations: readonly RandAugmentOperation[] = [
  operation('identity', false, () => (image, _amount, out) => {
    out.set(image);
  }),
  byMap('shearX', (amount) => ({ xx: 1, xy: STEEPEST_SHEAR * amount, yx: 0, yy: 1 })),
  byMap('shearY', (amount) => ({ xx: 1, xy: 0, yx: STEEPEST_SHEAR * amount, yy: 1 })),
  byMap('translateX', (amount, [, width]) => ({
    ...{ xx: 1, xy: 0, yx: 0, yy: 1 },
    x0: -Math.trunc(FURTHEST_SHIFT * width * amount),
  })),
  byMap('translateY', (amount, [height]) => ({
    ...{ xx: 1, xy: 0, yx: 0, yy: 1 },
    y0: -Math.trunc(FURTHEST_SHIFT * height * amount),
  })),
  byMap('rotate', (amount) => turnBack(LARGEST_TURN * amount)),
  operation('brightness', true, () => (image, amount, out) => {
    const factor = 1 + STRONGEST_ENHANCEMENT * amount;
    for (let index = 0; index < image.length; index++) out[index] = clip(image[index]! * factor);
  }),
  operation('color', true, ([, , channels]) => (image, amount, out) => {
    if (channels !== 3) out.set(image);
    else saturate(image, 1 + STRONGEST_ENHANCEMENT * amount, out);
  }),
  operation('contrast', true, (shape) => (image, amount, out) => {
    changeContrast(image, shape, 1 + STRONGEST_ENHANCEMENT * amount, out);
  }),
  operation('sharpness', true, (shape) => (image, amount, out) => {
    sharpen(image, shape, 1 + STRONGEST_ENHANCEMENT * amount, out);
  }),
  operation('posterize', false, () => (image, amount, out) => {
    const kept = (0xff << Math.round(4 * amount)) & 0xff;
    for (let index = 0; index < image.length; index++) out[index] = image[index]! & kept;
  }),
  operation('solarize', false, () => (image, amount, out) => {
    const threshold = 255 * (1 - amount);
    for (let index = 0; index < image.length; index++) {
      const value = image[index]!;
      out[index] = value >= threshold ? 255 - value : value;
    }
  }),
  operation('autoContrast', false, (shape) => (image, _amount, out) => {
    changeByHistogram(image, shape, autoContrastTable, out);
  }),
  operation('equalize', false, (shape) => (image, _amount, out) => {
    changeByHistogram(image, shape, equalizeTable, out);
  }),
];

function operation(
  name: string,
  bothWays: boolean,
  prepare: RandAugmentOperation['prepare'],
): RandAugmentOperation {
  return { name, bothWays, prepare };
}

/** An operation that moves pixels by a map, which leads from new places to old ones. */
function byMap(name: string, map: (amount: number, shape: ImageShape) => AffineMap): RandAugmentOperation {
  return operation(name, true, (shape, resampling) => {
    const resampleBy = affineResampler(shape, resampling);
    return (image, amount, out) => {
      resampleBy(image, map(amount, shape), out);
    };
  });
}

function clip(value: number): number {
  return Math.max(0, Math.min(255, Math.floor(value + 0.5)));
}

/** Moves the colours of an RGB image away from grey, or towards it for factors below 1. */
function saturate(image: Uint8Array, factor: number, out: Uint8Array): void {
  for (let index = 0; index < image.length; index += 3) {
    const grey = 0.299 * image[index]! + 0.587 * image[index + 1]! + 0.114 * image[index + 2]!;
    for (let channel = index; channel < index + 3; channel++) {
      out[channel] = clip(grey + (image[channel]! - grey) * factor);
    }
  }
}

/** Moves pixels away from their smoothed values, or towards them for factors below 1; the outermost ones stay. */
function sharpen(
  image: Uint8Array,
  [height, width, channels]: ImageShape,
  factor: number,
  out: Uint8Array,
): void {
  const rowBytes = width * channels;
  out.set(image);
  for (let y = 1; y < height - 1; y++) {
    for (let index = y * rowBytes + channels; index < (y + 1) * rowBytes - channels; index++) {
      let sum = 4 * image[index]!;
      for (let row = index - rowBytes; row <= index + rowBytes; row += rowBytes) {
        sum += image[row - channels]! + image[row]! + image[row + channels]!;
      }
      const smooth = sum / 13;
      out[index] = clip(smooth + (image[index]! - smooth) * factor);
    }
  }
}
