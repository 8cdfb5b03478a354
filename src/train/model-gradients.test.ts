import { describe, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { defaultLoss } from '../nn/losses/index.ts';
import { buildModel } from '../nn/model.ts';
import { modelPresets, type ModelPresetName } from '../nn/presets/index.ts';
import { drawInputs, expectGradients } from '../testing/test-graph.ts';
import { modelLoss } from './training-loss.ts';

const BATCH = 2;

// The zoo is made of the same layers, which have gradient tests of their own.
const models: ModelPresetName[] = ['ann', 'mlp', 'cnn', 'deep-cnn'];

describe('the gradient of the loss of a whole model', () => {
  it.each(models)('%s is what central differences give', (name) => {
    const model = modelPresets[name]({ input: [28, 28, 1], classes: 10 });
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
