import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { layerNorm } from './layer-norm.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'of the channels of each pixel': {
    layer: layerNorm({ epsilon: 1e-3 }),
    input: image,
    output: image,
    parameters: { gamma: [3], beta: [3] },
    tolerance: 1e-4,
  },
  'of whole images': {
    layer: layerNorm({ axis: 'all' }),
    input: image,
    output: image,
    parameters: { gamma: [3, 6, 5], beta: [3, 6, 5] },
  },
  'of whole images without gamma and beta': {
    layer: layerNorm({ axis: 'all', center: false, scale: false }),
    input: image,
    output: image,
  },
  'of rows, without beta': {
    layer: layerNorm({ center: false }),
    input: [4, 7],
    output: [4, 7],
    parameters: { gamma: [7] },
  },
  'of rows, of all axes': {
    layer: layerNorm({ axis: 'all', scale: false }),
    input: [4, 7],
    output: [4, 7],
    parameters: { beta: [7] },
  },
};

describe('layerNorm', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('takes each pixel over its channels, or each image as a whole', () => {
    const x = [1, 2, 3, 6]; // Two channels of two pixels: [1, 2] and [3, 6].
    const given = { x, gamma: [10, 1], beta: [0, 5] };
    const perPixel = layerOutput(layerNorm({ epsilon: 1e-12 }), [1, 2, 1, 2], given);
    [-10, -10, 6, 6].forEach((element, index) => {
      expect(perPixel[index]).toBeCloseTo(element, 5);
    });
    const whole = layerOutput(
      layerNorm({ axis: 'all', epsilon: 1e-12, center: false, scale: false }),
      [1, 2, 1, 2],
      { x },
    );
    x.forEach((element, index) => {
      expect(whole[index]).toBeCloseTo((element - 3) / Math.sqrt(3.5), 5);
    });
  });
});
