import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { crossEntropy as plain } from '../metrics/evaluation.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { batchLoss, graphLoss } from './batch-loss.ts';

const CLASSES = 7;
const random = randomStream(1, 'batch-loss-test');
const logits = Float32Array.from({ length: 50 * CLASSES }, () => random.uniform(-30, 30));
const labels = Int32Array.from({ length: 50 }, () => random.integer(CLASSES));

describe('batchLoss', () => {
  it('takes a short way for plain cross-entropy that gives the bits of the graph', () => {
    expect(batchLoss(crossEntropy(), CLASSES)).toBe(plain);
    expect(plain(logits, labels)).toEqual(graphLoss(crossEntropy(), CLASSES)(logits, labels));
  });

  it.each([
    { labelSmoothing: 0.1 },
    { classWeights: Array.from({ length: CLASSES }, (_, index) => 1 + index) },
  ])('goes by the graph with %j', (options) => {
    const actual = batchLoss(crossEntropy(options), CLASSES)(logits, labels);
    expect(actual).toEqual(graphLoss(crossEntropy(options), CLASSES)(logits, labels));
    expect(actual.sum).not.toBeCloseTo(plain(logits, labels).sum, 3);
  });
});
