import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { layerScale } from './layer-scale.ts';

const tests: Record<string, LayerTest> = {
  'of images': {
    layer: layerScale(),
    input: [2, 3, 6, 5],
    output: [2, 3, 6, 5],
    parameters: { gamma: [3] },
  },
  'of rows': {
    layer: layerScale({ gammaInitializer: 'ones' }),
    input: [2, 3],
    output: [2, 3],
    parameters: { gamma: [3] },
  },
};

describe('layerScale', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('scales each channel', () => {
    expect(layerOutput(layerScale(), [1, 2, 1, 2], { x: [1, 2, 3, 4], gamma: [10, 0.5] })).toEqual([
      10, 20, 1.5, 2,
    ]);
  });
});
