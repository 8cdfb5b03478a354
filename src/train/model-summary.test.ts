import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { peakBytes } from '../graph/peak-memory.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { branches } from '../nn/layers/branches.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { sequential } from '../nn/model.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { add } from '../ops/add.ts';
import { multiplyAdds } from '../ops/multiply-adds.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { relu } from '../ops/relu.ts';
import { summarizeModel } from './model-summary.ts';
import { buildTrainingGraph } from './training-graph.ts';

const optimizer = adam({ learningRate: 1e-3 });
const model = sequential({ input: [6, 8, 3], classes: 10 }, [
  conv2d({ filters: 4, kernelSize: 3 }),
  branches({ paths: [[conv2d({ filters: 4, kernelSize: 1, useBias: false }), batchNorm()], []] }),
  flatten(),
  dense({ units: 10 }),
]);

describe('summarizeModel', () => {
  const summary = summarizeModel(model, { optimizer }, 16);

  it('takes losses that are measured on data, before there are data', () => {
    const loss = crossEntropy({ classWeights: 'balanced' });
    const { memory } = summarizeModel(model, { optimizer, loss }, 16);
    expect(memory.optimizerBytes).toBe(summary.memory.optimizerBytes);
  });

  it('counts the layers, with those inside others', () => {
    const first = 4 * 6 * 4 * 27;
    const inner = 4 * 6 * 4 * 4;
    expect(summary.layers).toEqual([
      {
        name: 'conv2d1',
        type: 'conv2d',
        output: [4, 4, 6],
        parameters: 112,
        multiplyAdds: first,
        layers: [],
      },
      {
        name: 'branches1',
        type: 'branches',
        output: [4, 4, 6],
        parameters: 24,
        multiplyAdds: inner,
        layers: [
          expect.objectContaining({ type: 'conv2d', output: [4, 4, 6], parameters: 16, multiplyAdds: inner }),
          expect.objectContaining({ type: 'batchNorm', output: [4, 4, 6], parameters: 8, multiplyAdds: 0 }),
        ],
      },
      { name: 'flatten1', type: 'flatten', output: [96], parameters: 0, multiplyAdds: 0, layers: [] },
      { name: 'dense1', type: 'dense', output: [10], parameters: 970, multiplyAdds: 960, layers: [] },
    ]);
    expect(summary).toMatchObject({ parameters: 112 + 24 + 970, multiplyAdds: first + inner + 960 });
  });

  it('counts the memory of every part', () => {
    const { memory } = summary;
    expect(memory).toMatchObject({
      parameterBytes: 4 * 1106,
      statisticBytes: 4 * 8,
      optimizerBytes: 2 * 4 * 1106,
    });
    const { activationBytes, totalBytes } = memory;
    expect(totalBytes).toBe(4 * 1106 * 3 + 32 + activationBytes);
    const image = 4 * 16 * 4 * 4 * 6;
    expect(activationBytes).toBeGreaterThan(3 * image);
    expect(activationBytes).toBeLessThan(20 * image);
  });

  it('counts a training step: the first convolution needs no gradient of its input', () => {
    const { graph } = buildTrainingGraph(model, { optimizer }, 16);
    const expected = 16 * (2 * 4 * 6 * 4 * 27 + 3 * 4 * 6 * 4 * 4 + 3 * 960);
    expect(multiplyAdds(graph.nodes)).toBe(expected);
  });
});

describe('peakBytes', () => {
  it('adds up what is alive at one time, without inputs and outputs', () => {
    const graph = new Graph('peak');
    const x = graph.input('x', 'float32', [10]);
    const a = relu(x);
    const b = add(a, x);
    const c = add(a, b);
    const d = reduceSum(c, { axes: [0] });
    graph.output('e', relu(d));
    expect(peakBytes(graph)).toBe(4 * 30);
    graph.output('a', a);
    expect(peakBytes(graph)).toBe(4 * 20);
  });
});
