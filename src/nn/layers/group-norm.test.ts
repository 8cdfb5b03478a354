import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { groupNorm } from './group-norm.ts';

const image = [2, 4, 3, 5];

const tests: Record<string, LayerTest> = {
  'in two groups': {
    layer: groupNorm({ groups: 2 }),
    input: image,
    output: image,
    parameters: { gamma: [4], beta: [4] },
  },
  'in one group, without beta': {
    layer: groupNorm({ groups: 1, center: false }),
    input: image,
    output: image,
    parameters: { gamma: [4] },
  },
  'a group a channel, without gamma': {
    layer: groupNorm({ groups: 4, epsilon: 1e-3, scale: false }),
    input: image,
    output: image,
    parameters: { beta: [4] },
  },
  'of rows': {
    layer: groupNorm({ groups: 2, center: false, scale: false }),
    input: [3, 6],
    output: [3, 6],
  },
};

describe('groupNorm', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('takes each group of neighbouring channels by itself', () => {
    const x = [1, 3, 10, 30];
    const y = layerOutput(groupNorm({ groups: 2, epsilon: 1e-12 }), [1, 4, 1, 1], {
      x,
      gamma: [1, 2, 3, 4],
      beta: [0, 0, 0, 1],
    });
    [-1, 2, -3, 5].forEach((element, index) => {
      expect(y[index]).toBeCloseTo(element, 5);
    });
  });

  it('needs groups that divide the channels', () => {
    expect(() => layerOutput(groupNorm({ groups: 3 }), [1, 4, 2, 2], {})).toThrow(
      'groupNorm: groups must divide the channels; got groups 3 and 4 channels',
    );
  });
});
