import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { add } from '../ops/add.ts';
import { conv2d } from '../ops/conv2d.ts';
import { multiply } from '../ops/multiply.ts';
import { reshape } from '../ops/reshape.ts';
import { transpose } from '../ops/transpose.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { buildTrainingGraph } from '../train/training-graph.ts';
import { assignLayouts } from './assign-layouts.ts';

describe('assignLayouts', () => {
  const model = modelPresets.cnn({ input: [28, 28, 1], classes: 10 });
  const { graph } = buildTrainingGraph(model, { optimizer: sgd({ learningRate: 0.1 }) }, 16);

  // After an intended change: `npx vitest run src/onnx -u`, and read what changed.
  it('writes the training step of cnn in blocks of 16 as it always did', async () => {
    await expect(printGraph(assignLayouts(graph, 16))).toMatchFileSnapshot('assign-layouts.cnn.txt');
  });

  it('reorders a value once in each direction, however many use it', () => {
    const many = new Graph('many');
    const x = many.input('x', 'float32', [2, 16, 4, 4]);
    const kernel = many.input('kernel', 'float32', [16, 16, 3, 3]);
    const geometry = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };
    const [one, other] = [
      conv2d(x, kernel, undefined, geometry),
      conv2d(x, multiply(kernel, 2), undefined, geometry),
    ];
    many.output('flat', reshape(one, [2, 256]));
    many.output('turned', transpose(one, [1, 0, 2, 3]));
    many.output('sum', add(one, other));
    many.output('same', one);
    const names = assignLayouts(many, 16).nodes.map(({ op }) => op.name);
    expect(names.filter((name) => name === 'toBlocked')).toHaveLength(1); // x
    expect(names.filter((name) => name === 'fromBlocked')).toHaveLength(2); // one, and the sum
  });

  it('leaves a graph alone where no channels fill a block', () => {
    expect(printGraph(assignLayouts(graph, 48))).toBe(printGraph(graph));
  });
});
