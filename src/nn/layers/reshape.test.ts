import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { buildLayer, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { sequential } from '../model.ts';
import { reshape } from './reshape.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'to what is left': { layer: reshape({ targetShape: [5, -1, 2] }), input: image, output: [2, 5, 9, 2] },
  'to a row': { layer: reshape({ targetShape: [90] }), input: image, output: [2, 90] },
};

describe('reshape', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it.each([
    [
      'a shape of too many elements',
      reshape({ targetShape: [3, 3] }),
      [2, 8],
      'reshape: [8] has 8 elements, which [3,3] does not hold',
    ],
    [
      'a shape of which nothing whole is left',
      reshape({ targetShape: [3, -1] }),
      [2, 8],
      'which [3,-1] does not hold',
    ],
  ])('refuses %s', (_, layer, input, message) => {
    expect(() => buildLayer(new Graph('bad'), { layer, input, output: [] })).toThrow(message);
  });

  it.each([
    [reshape({ targetShape: [-1, -1] }), 'layers[0].targetShape: expected at most one size of -1'],
    [reshape({ targetShape: [0, 2] }), 'layers[0].targetShape[0]: expected a positive integer, or -1'],
  ])('refuses %j', (layer, message) => {
    expect(() => sequential({ input: [8, 8, 1], classes: 2 }, [layer])).toThrow(message);
  });
});
