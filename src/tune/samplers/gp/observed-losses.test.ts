import { describe, expect, it } from 'vitest';
import type { Trial } from '../../trial.ts';
import { mostTelling, observedLosses } from './observed-losses.ts';

const trial = (number: number, rest: Partial<Trial>): Trial => ({
  number,
  state: 'complete',
  params: {},
  fixed: {},
  reports: [],
  attempts: 1,
  losses: 0,
  queuedAt: 0,
  facts: {},
  ...rest,
});

const failed = (number: number, kind: 'diverged' | 'infeasible' | 'error') =>
  trial(number, { state: 'failed', failure: { kind, message: '' } });

const pruned = (number: number, ...values: number[]) =>
  trial(number, { state: 'pruned', reports: values.map((value, index) => ({ step: index + 1, value })) });

const trials = [
  trial(0, { values: [0.7] }),
  failed(1, 'diverged'),
  trial(2, { values: [0.9] }),
  pruned(3, 0.6, 0.5),
  pruned(4, 0.95),
  trial(5, { values: [0.8] }),
  failed(6, 'error'),
  pruned(7),
  trial(8, { state: 'running' }),
  failed(9, 'infeasible'),
  pruned(10, 0.1, 0.55),
];

const numbers = (some: readonly Trial[]) => some.map(({ number }) => number);

describe('what trials say', () => {
  it('takes failures for the worst, and no pruned trial for better than the median', () => {
    const losses = observedLosses(trials, 'maximize').map(({ trial: { number }, loss }) => [number, loss]);
    expect(losses).toEqual([
      [0, -0.7],
      [1, -0.7],
      [2, -0.9],
      [3, -0.5],
      [4, -0.8],
      [5, -0.8],
      [7, -0.8],
      [9, -0.7],
      [10, -0.55],
    ]);
    expect(observedLosses([failed(0, 'diverged'), pruned(1, 1)], 'minimize')).toEqual([]);
  });

  it('keeps the best and the latest where there are too many', () => {
    expect(numbers(mostTelling(trials, 'maximize', 4))).toEqual([2, 5, 9, 10]);
    expect(mostTelling(trials, 'maximize', 20)).toHaveLength(9);
  });
});
