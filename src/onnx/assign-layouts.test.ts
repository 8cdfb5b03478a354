import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { add } from '../ops/add.ts';
import { broadcastTo } from '../ops/broadcast-to.ts';
import { conv2dWeightGradient } from '../ops/conv2d-weight-gradient.ts';
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

  it('repeats one number a channel over blocked images, and takes strided pixels from them, without leaving blocks', () => {
    const step = new Graph('step');
    const x = step.input('x', 'float32', [2, 16, 6, 6]);
    const geometry = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };
    const y = conv2d(x, step.input('kernel', 'float32', [16, 16, 3, 3]), undefined, geometry);
    const mean = step.input('mean', 'float32', [2, 16, 1, 1]);
    step.output('moved', add(y, broadcastTo(mean, [2, 16, 6, 6])));
    const short = { ...geometry, strides: [2, 2], pads: [0, 0, 0, 0], kernelSize: [1, 1] };
    step.output('dw', conv2dWeightGradient(y, step.input('dy', 'float32', [2, 16, 3, 3]), short));
    const shapes = assignLayouts(step, 16)
      .nodes.filter(({ op }) => op.name === 'fromBlocked')
      .map(({ outputs: [output] }) => output!.shape.join('x'));
    expect(shapes.sort()).toEqual(['2x16x3x3', '2x16x6x6']); // the pixels that are read, and the output
    expect(assignLayouts(step, 16).nodes.map(({ op }) => op.name)).not.toContain('broadcastTo');
  });

  it('leaves a graph alone where no channels fill a block', () => {
    expect(printGraph(assignLayouts(graph, 48))).toBe(printGraph(graph));
  });
});
