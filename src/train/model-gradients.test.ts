import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { defaultLoss } from '../nn/losses/index.ts';
import { buildModel } from '../nn/model.ts';
import { referenceModelNames, type ModelPresetName } from '../nn/preset-names.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { drawInputs, expectGradients } from '../testing/test-graph.ts';
import { modelLoss } from './training-loss.ts';

const BATCH = 2;

// Convolutions are slow in float64: the deeper models are checked on smaller images, and the largest of the zoo, which
// are made of the same layers, not at all.
const cases: [ModelPresetName, side: number][] = [
  ['ann', 28],
  ['mlp', 28],
  ['cnn', 28],
  ['deep-cnn', 28],
  ['lenet5', 8],
  ['resnet8', 8],
];

describe('the gradient of the loss of a whole model', () => {
  it('is checked for every reference model', () => {
    expect(cases.map(([name]) => name)).toEqual(expect.arrayContaining([...referenceModelNames]));
  });

  it.each(cases)('%s, %i pixels wide, is what central differences give', (name, side) => {
    const model = modelPresets[name]({ input: [side, side, 1], classes: 10 });
    const build = (graph: Graph) => {
      const images = graph.input('images', 'uint8', [BATCH, ...model.input]);
      const labels = graph.input('labels', 'int32', [BATCH]);
      const built = buildModel(graph, model, images, true);
      const wrt = built.parameters.map(({ value }) => value);
      return { loss: modelLoss(defaultLoss, built, { labels }).loss, wrt };
    };
    const graph = new Graph('inputs');
    build(graph);
    expectGradients(build, drawInputs(graph, 5), { directions: 1 });
  });
});
