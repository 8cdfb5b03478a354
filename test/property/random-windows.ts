import fc from 'fast-check';
import { averagePool2d } from '../../src/nn/layers/average-pool2d.ts';
import { conv2d } from '../../src/nn/layers/conv2d.ts';
import { depthwiseConv2d } from '../../src/nn/layers/depthwise-conv2d.ts';
import { maxPool2d } from '../../src/nn/layers/max-pool2d.ts';
import { reshape } from '../../src/nn/layers/reshape.ts';
import { separableConv2d } from '../../src/nn/layers/separable-conv2d.ts';
import { upSampling2d } from '../../src/nn/layers/up-sampling2d.ts';
import { zeroPadding2d } from '../../src/nn/layers/zero-padding2d.ts';
import type { LayerSpec } from '../../src/nn/layer.ts';

const kernelSize = fc.constantFrom<(number | [number, number])[]>(1, 2, 3, [3, 1], [1, 3]);
const dilationRate = fc.constantFrom<(number | [number, number])[]>(1, 1, 2, [1, 2]);

function divisors(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => count % number === 0);
}

/** Convolutions in groups, depthwise ones and poolings in steps of one that keep the size of an image. */
export function keepingWindows(filters: readonly number[]): fc.Arbitrary<LayerSpec[]> {
  const window = fc.record({ kernelSize, dilationRate, useBias: fc.boolean() });
  const grouped = fc
    .tuple(fc.constantFrom(...filters), fc.integer({ min: 1, max: 2 }), window)
    .chain(([count, times, options]) =>
      fc
        .constantFrom(...divisors(count))
        .map((groups) => [
          conv2d({ filters: count, kernelSize: 1 }),
          conv2d({ filters: count * times, groups, padding: 'same', ...options }),
        ]),
    );
  const depthwise = fc
    .tuple(fc.integer({ min: 1, max: 2 }), window)
    .map(([depthMultiplier, options]) => [depthwiseConv2d({ depthMultiplier, padding: 'same', ...options })]);
  const separable = fc
    .tuple(fc.constantFrom(...filters), window)
    .map(([count, options]) => [separableConv2d({ filters: count, padding: 'same', ...options })]);
  const pooling = fc
    .constantFrom<(number | [number, number])[]>(2, 3, [1, 3])
    .chain((poolSize) =>
      fc.constantFrom(
        maxPool2d({ poolSize, strides: 1, padding: 'same' }),
        averagePool2d({ poolSize, strides: 1, padding: 'same' }),
      ),
    )
    .map((layer) => [layer]);
  return fc.oneof(grouped, depthwise, separable, pooling);
}

/** Layers that make an image of eight by eight smaller, to three by three at the least. */
export function narrowingWindows(filters: readonly number[]): fc.Arbitrary<LayerSpec[]> {
  const count = filters[0]!;
  return fc.constantFrom<LayerSpec[][]>(
    [maxPool2d()],
    [maxPool2d({ poolSize: [2, 1] })],
    [maxPool2d({ poolSize: 3, strides: 2, padding: 1 })],
    [maxPool2d({ poolSize: [2, 3], strides: [1, 2] })],
    [averagePool2d()],
    [averagePool2d({ poolSize: 3, strides: 2, padding: 'same' })],
    [conv2d({ filters: count, kernelSize: 3, strides: 2, padding: 'same' })],
    [conv2d({ filters: count, kernelSize: 2, strides: [1, 2], dilationRate: 2, padding: [1, 0, 0, 1] })],
    [conv2d({ filters: count, kernelSize: 1, strides: 2 })],
    [conv2d({ filters: count, kernelSize: 3 })],
    [depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 1 })],
    [separableConv2d({ filters: count, kernelSize: 3, strides: 2, padding: 'same' })],
    [zeroPadding2d({ padding: [0, 1, 1, 2] }), conv2d({ filters: count, kernelSize: 4, strides: 2 })],
    [upSampling2d({ size: [1, 2] }), conv2d({ filters: count, kernelSize: 3, strides: [2, 4] })],
    [conv2d({ filters: 4, kernelSize: 1 }), reshape({ targetShape: [16, -1, 4] })],
  );
}
