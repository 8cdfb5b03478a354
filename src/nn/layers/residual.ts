import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { oneOf } from '../../core/option-schemas.ts';
import { formatShape, sameShape, type Shape } from '../../core/shape.ts';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { conv2d as convolve } from '../../ops/conv2d.ts';
import { activate, activationSchema } from '../activations/index.ts';
import { defineLayer, type LayerContext, type LayerOptions, type LayerSpec } from '../layer.ts';
import { batchNorm } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';

const shortcuts = ['identity', 'projection', 'pad'] as const;

export const residualLayer = defineLayer({
  type: 'residual',
  options: (layers) =>
    z.strictObject({
      layers,
      shortcut: z
        .union([oneOf(shortcuts), layers], `Expected one of ${shortcuts.join(', ')}, or a list of layers`)
        .default('identity'),
      activation: activationSchema.default('linear'),
    }),
  build: ({ layers, shortcut, activation }, x, context) => {
    const output = context.build(layers, x);
    const beside =
      typeof shortcut === 'string'
        ? buildShortcut(shortcut, x, output.shape, context)
        : context.build(shortcut, x, 'shortcut');
    if (!sameShape(output.shape, beside.shape)) {
      throw new ShapeError(
        `residual: the layers give ${formatShape(output.shape)} and the shortcut ${formatShape(beside.shape)}`,
        {
          value: [output.shape, beside.shape],
          hint: "shortcut: 'projection' fits the shortcut to the layers by a 1x1 convolution",
        },
      );
    }
    return activate(add(output, beside), activation);
  },
});

/**
 * A residual block (He et al. 2016): activation(layers(x) + shortcut(x)). The shortcut is
 *
 * - `'identity'`: x itself; the layers must keep its shape.
 * - `'projection'`: x where the layers keep its shape, else a 1x1 convolution without bias, with the strides that the
 *   shapes tell, and batch norm (their option B, as in torchvision).
 * - `'pad'`: x where the layers keep its shape, else every so manieth pixel of it, with channels of zeros after its own
 *   (their option A, which has no parameters).
 * - a list of layers.
 *
 * @example residual({ layers: [conv2d({ filters: 32, kernelSize: 3, padding: 'same' })], shortcut: 'projection' })
 */
export function residual(options: LayerOptions<typeof residualLayer>): LayerSpec {
  return { type: 'residual', ...options };
}

function buildShortcut(
  shortcut: (typeof shortcuts)[number],
  x: Value,
  target: Shape,
  context: LayerContext,
): Value {
  if (shortcut === 'identity' || sameShape(x.shape, target)) return x;
  const strides = stridesBetween(x.shape, target);
  const [channels, filters] = [x.shape[1] as number, target[1] as number];
  if (shortcut === 'projection') {
    const layers = [conv2d({ filters, kernelSize: 1, strides, useBias: false }), batchNorm()];
    return context.build(layers, x, 'shortcut');
  }
  if (filters < channels) {
    throw new ShapeError(`residual: 'pad' cannot take channels away; got ${channels} and ${filters}`, {
      hint: "use shortcut: 'projection'",
    });
  }
  const passing = new Float32Array(filters * channels);
  for (let channel = 0; channel < channels; channel++) passing[channel * channels + channel] = 1;
  const kernel = x.graph.constant('float32', [filters, channels, 1, 1], passing);
  return convolve(x, kernel, undefined, { strides, pads: [0, 0, 0, 0], dilations: [1, 1], groups: 1 });
}

/** The strides with which a 1x1 window takes an image to the height and width of another; none fit what is no image. */
function stridesBetween(from: Shape, to: Shape): [number, number] {
  const strides = [2, 3].map((axis) => Math.ceil((from[axis] as number) / (to[axis] as number)));
  const fits = strides.every(
    (stride, index) => Math.ceil((from[index + 2] as number) / stride) === to[index + 2],
  );
  if (!fits) {
    throw new ShapeError(
      `residual: no strides take the input ${formatShape(from)} to ${formatShape(to)}, which the layers give`,
      { value: [from, to], hint: 'give the shortcut as a list of layers' },
    );
  }
  return strides as [number, number];
}
