import { describe, expect, it } from 'vitest';
import { evaluateLayer, layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { batchNorm } from './batch-norm.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'of images': {
    layer: batchNorm({ momentum: 0.7, epsilon: 1e-3 }),
    input: image,
    output: image,
    parameters: { gamma: [3], beta: [3] },
    statistics: { mean: [3], variance: [3] },
  },
  'without gamma': {
    layer: batchNorm({ scale: false }),
    input: image,
    output: image,
    parameters: { beta: [3] },
    statistics: { mean: [3], variance: [3] },
  },
  'without gamma and beta': {
    layer: batchNorm({ scale: false, center: false }),
    input: image,
    output: image,
    statistics: { mean: [3], variance: [3] },
  },
  'of rows without beta': {
    layer: batchNorm({ center: false }),
    input: [6, 4],
    output: [6, 4],
    parameters: { gamma: [4] },
    statistics: { mean: [4], variance: [4] },
  },
  'of rows': {
    layer: batchNorm(),
    input: [6, 4],
    output: [6, 4],
    parameters: { gamma: [4], beta: [4] },
    statistics: { mean: [4], variance: [4] },
  },
};

describe('batchNorm', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('keeps `momentum` of the running statistics, and divides the variance by n - 1', () => {
    const given = { x: [1, 3], gamma: [1], beta: [0], mean: [10], variance: [5] };
    const result = evaluateLayer(batchNorm({ momentum: 0.9 }), [2, 1], given);
    expect(result['mean']![0]).toBeCloseTo(0.9 * 10 + 0.1 * 2, 5);
    expect(result['variance']![0]).toBeCloseTo(0.9 * 5 + 0.1 * 2, 5);
    expect(result['y']![1]).toBeCloseTo(1 / Math.sqrt(1 + 1e-5), 6);
  });

  it('uses the running statistics after training', () => {
    const given = { x: [1, 3], gamma: [2], beta: [1], mean: [1], variance: [4] };
    const y = layerOutput(batchNorm({ epsilon: 1e-9 }), [2, 1], given, { training: false });
    expect(y[0]).toBeCloseTo(1, 6);
    expect(y[1]).toBeCloseTo(3, 6);
  });

  it('is the same after training without gamma and beta as with 1 and 0', () => {
    const given = { x: [1, 3], mean: [1], variance: [4] };
    const without = batchNorm({ epsilon: 1e-9, center: false, scale: false });
    const y = layerOutput(without, [2, 1], given, { training: false });
    expect(y[0]).toBeCloseTo(0, 6);
    expect(y[1]).toBeCloseTo(1, 6);
  });
});
