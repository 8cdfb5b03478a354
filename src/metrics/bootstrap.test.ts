import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { bootstrapConfusion, bootstrapInterval, bootstrapPredictions } from './bootstrap.ts';
import { wilsonInterval } from './interval.ts';
import { macroMean, perClass } from './per-class.ts';
import { rocAuc } from './roc.ts';
import { thresholdCounts } from './threshold-counts.ts';

/** 2,000 examples of which 1,700 are right. */
const confusion = [
  [900, 100],
  [200, 800],
];
const accuracyOf = (counts: readonly (readonly number[])[]) => (counts[0]![0]! + counts[1]![1]!) / 2000;

describe('bootstrapConfusion', () => {
  it('is near the interval of a binomial share', () => {
    const interval = bootstrapConfusion(confusion, accuracyOf, { resamples: 4000 })!;
    const wilson = wilsonInterval(1700, 2000);
    expect(Math.abs(interval.low - wilson.low)).toBeLessThan(0.0015);
    expect(Math.abs(interval.high - wilson.high)).toBeLessThan(0.0015);
    expect(interval.resamples).toBe(4000);
  });

  it('is the same for the same seed alone, and narrower for less confidence', () => {
    const first = bootstrapConfusion(confusion, accuracyOf, { seed: 3 })!;
    expect(bootstrapConfusion(confusion, accuracyOf, { seed: 3 })).toEqual(first);
    expect(bootstrapConfusion(confusion, accuracyOf, { seed: 4 })).not.toEqual(first);
    const half = bootstrapConfusion(confusion, accuracyOf, { seed: 3, confidence: 0.5 })!;
    // 0.674 and 1.96 deviations to each side.
    expect((half.high - half.low) / (first.high - first.low)).toBeCloseTo(0.674 / 1.96, 1);
  });

  it('draws as many examples as there are, each row from its own cells', () => {
    const f1 = (counts: readonly (readonly number[])[]) => {
      expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(10);
      expect(counts[0]![1]).toBe(0);
      return macroMean(perClass(counts)).f1;
    };
    expect(bootstrapConfusion([[3, 0], [2, 5]], f1, { resamples: 20 })!.high).toBeLessThanOrEqual(1); // oxfmt-ignore
  });
});

describe('bootstrapPredictions', () => {
  it('keeps labels and probabilities together, and leaves out draws without a figure', () => {
    const predictions = {
      labels: Int32Array.of(0, 1, 1),
      probabilities: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7),
      classes: 2,
    };
    const interval = bootstrapPredictions(predictions, (drawn) => rocAuc(thresholdCounts(drawn, 1)))!;
    expect(interval).toMatchObject({ low: 1, high: 1 });
    // Of all draws, (2³ + 1) / 3³ have one class alone.
    expect(interval.resamples / 1000).toBeCloseTo(18 / 27, 1);
    expect(bootstrapPredictions(predictions, () => NaN)).toBeNull();
  });
});

describe('bootstrapInterval', () => {
  it('draws each example equally often, with replacement', () => {
    const seen = new Float64Array(7);
    let repeated = 0;
    bootstrapInterval(7, (indices) => {
      for (const index of indices) seen[index]!++;
      repeated += 7 - new Set(indices).size;
      return 0;
    });
    for (const times of seen) expect(Math.abs(times - 1000)).toBeLessThan(150);
    expect(repeated / 7000).toBeCloseTo((6 / 7) ** 7, 1);
  });

  it('is near the t interval of a mean', () => {
    const random = randomStream(5, 'test');
    const values = Float64Array.from({ length: 400 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const meanOf = (indices: Int32Array) => indices.reduce((sum, index) => sum + values[index]!, 0) / 400;
    const { low, high } = bootstrapInterval(400, meanOf)!;
    expect(low).toBeCloseTo(mean - 1.96 / 20, 1);
    expect(high - low).toBeCloseTo((2 * 1.96) / 20, 1);
  });

  it.each([
    [0, {}, /examples: expected a whole number from 1, got 0/],
    [5, { resamples: 0 }, /resamples: expected a whole number from 1, got 0/],
    [5, { confidence: 1 }, /confidence: expected a number between 0 and 1, got 1/],
    [5, { seed: -1 }, /seed: expected a whole number from 0, got -1/],
  ])('refuses %i examples with %j', (count, options, message) => {
    expect(() => bootstrapInterval(count, () => 0, options)).toThrow(message);
  });
});
