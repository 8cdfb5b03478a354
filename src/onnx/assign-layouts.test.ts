import { describe, expect, it } from 'vitest';
import { printGraph } from '../graph/print.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { sgd } from '../optim/optimizers/index.ts';
import { buildTrainingGraph } from '../train/training-graph.ts';
import { assignLayouts } from './assign-layouts.ts';

describe('assignLayouts', () => {
  const model = modelPresets.cnn({ input: [28, 28, 1], classes: 10 });
  const { graph } = buildTrainingGraph(model, sgd({ learningRate: 0.1 }), 8);

  // After an intended change: `npx vitest run src/onnx -u`, and read what changed.
  it('writes the training step of cnn in blocks of 16 as it always did', async () => {
    await expect(printGraph(assignLayouts(graph, 16))).toMatchFileSnapshot('assign-layouts.cnn.txt');
  });

  it('reorders a value at most once in each direction', () => {
    const nodes = assignLayouts(graph, 16).nodes.filter(({ op }) =>
      ['toBlocked', 'fromBlocked'].includes(op.name),
    );
    const reordered = nodes.map(({ op, inputs }) => `${op.name} ${inputs[0]!.id}`);
    expect(reordered.length).toBeGreaterThan(0);
    expect(new Set(reordered).size).toBe(reordered.length);
  });

  it('leaves a graph alone where no channels fill a block', () => {
    expect(printGraph(assignLayouts(graph, 48))).toBe(printGraph(graph));
  });
});
