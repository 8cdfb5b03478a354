import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { prelu } from './prelu.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'of images, a slope a channel': {
    layer: prelu(),
    input: image,
    output: image,
    parameters: { slope: [3] },
  },
  'of rows': { layer: prelu(), input: [3, 4], output: [3, 4], parameters: { slope: [4] } },
  'with one slope': {
    layer: prelu({ shared: true, slopeInitializer: 'zeros' }),
    input: image,
    output: image,
    parameters: { slope: [1] },
  },
};

describe('prelu', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('has a slope for what is negative in each channel', () => {
    const given = { x: [1, -2, 3, -4], slope: [0.5, -1] };
    expect(layerOutput(prelu(), [1, 2, 1, 2], given)).toEqual([1, -1, 3, 4]);
  });
});
