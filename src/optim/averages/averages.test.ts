import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ema } from './ema.ts';
import { averageDefinitions, averageSchema, averageShare } from './index.ts';
import { swa } from './swa.ts';
import type { AverageSpec } from '../average.ts';

/** The shares of all steps of a run. */
const shares = (spec: AverageSpec, steps: number, stepsPerEpoch: number) => {
  const average = averageSchema.parse(spec);
  return Array.from({ length: steps }, (_, step) => averageShare(average, { step, steps, stepsPerEpoch }));
};

describe('averageDefinitions', () => {
  it('name every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    expect(averageDefinitions.map(({ type }) => `${type}.ts`).sort()).toEqual(files.sort());
  });
});

describe('an average', () => {
  it('ema begins as the first weights and then takes one part in a thousand', () => {
    const [first, ...rest] = shares(ema(), 5, 2);
    expect(first).toBe(1);
    for (const share of rest) expect(share).toBeCloseTo(0.001, 12);
  });

  it('ema with a warm-up takes more in the beginning', () => {
    const drawn = shares(ema({ decay: 0.5, warmUp: true }), 12, 4);
    // 1 − min(0.5, (1 + t) / (10 + t)) of t = 1, 2, ...
    const expected = [1, 9 / 11, 9 / 12, 9 / 13, 9 / 14, 9 / 15, 9 / 16, 9 / 17, 0.5, 0.5, 0.5, 0.5];
    drawn.forEach((share, step) => {
      expect(share, `step ${step}`).toBeCloseTo(expected[step]!, 12);
    });
  });

  it('swa is the mean of the weights at the ends of the epochs after its start', () => {
    const follow = (count: number) => Array.from({ length: count }, () => 1);
    expect(shares(swa({ start: 0.5 }), 12, 2)).toEqual([...follow(8), 0, 1 / 2, 0, 1 / 3]);
    // In the middle of an epoch: the end of that epoch counts.
    expect(shares(swa({ start: 0.6 }), 12, 2)).toEqual([...follow(8), 0, 1 / 2, 0, 1 / 3]);
    // 0.7 · 30 is 21, also where it is computed as a little less.
    expect(shares(swa({ start: 0.7 }), 30, 3).slice(21)).toEqual([1, 1, 1, 0, 0, 1 / 2, 0, 0, 1 / 3]);
    expect(shares(swa(), 4, 1)).toEqual(follow(4));
    expect(shares(swa({ start: 0 }), 3, 1)).toEqual([1, 1 / 2, 1 / 3]);
  });
});
