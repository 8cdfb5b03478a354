import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { spatialDropout2d } from './spatial-dropout2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'in training': { layer: spatialDropout2d({ rate: 0.3 }), input: image, output: image },
  'after training': {
    layer: spatialDropout2d({ rate: 0.3 }),
    input: image,
    output: image,
    training: false,
  },
  'of nothing': { layer: spatialDropout2d({ rate: 0 }), input: image, output: image },
};

describe('spatialDropout2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('drops whole channels', () => {
    const given = { x: [1, 2, 3, 4], mask: [1, 0] };
    expect(layerOutput(spatialDropout2d({ rate: 0.5 }), [1, 2, 1, 2], given)).toEqual([2, 4, 0, 0]);
  });

  it('needs an image', () => {
    expect(() => layerOutput(spatialDropout2d({ rate: 0.5 }), [1, 4], {})).toThrow(
      'spatialDropout2d: needs an image',
    );
  });
});
