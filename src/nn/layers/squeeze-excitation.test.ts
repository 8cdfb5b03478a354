import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { squeezeExcitation } from './squeeze-excitation.ts';

const image = [2, 4, 3, 5];
const parameters = {
  'dense2.kernel': [4, 2],
  'dense2.bias': [2],
  'dense3.kernel': [2, 4],
  'dense3.bias': [4],
};

const tests: Record<string, LayerTest> = {
  plain: { layer: squeezeExcitation({ ratio: 2 }), input: image, output: image, parameters },
  'with other activations': {
    layer: squeezeExcitation({ ratio: 2, activation: 'silu', gate: 'hardSigmoid' }),
    input: image,
    output: image,
    parameters,
  },
};

describe('squeezeExcitation', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('scales each channel by a number from all of their means', () => {
    const y = layerOutput(squeezeExcitation({ ratio: 2, gate: 'linear' }), [1, 2, 1, 2], {
      x: [1, 3, 10, 20],
      'dense2.kernel': [1, 2],
      'dense2.bias': [-2],
      'dense3.kernel': [-1, 10],
      'dense3.bias': [0, 1],
    });
    // Means 2 and 15; 2 + 30 − 2 = 30; factors −30 and 301.
    expect(y).toEqual([-30, -90, 3010, 6020]);
  });

  it('needs a ratio that divides the channels', () => {
    expect(() => layerOutput(squeezeExcitation(), [1, 24, 2, 2], {})).toThrow(
      'squeezeExcitation: ratio must divide the channels; got ratio 16 and 24 channels',
    );
  });
});
