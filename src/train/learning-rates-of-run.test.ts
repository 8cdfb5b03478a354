import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import type { Run } from '../runs/record.ts';
import { learningRatesOfRun } from './learning-rates-of-run.ts';

/** A run of 4 epochs of 430 steps by this learning rate. */
function runBy(learningRate: number | object, losses: readonly number[] = [4, 3, 2, 1]): Run {
  const run = fixtureRun({ name: 'cnn', hits: 9000, epochs: 4 });
  const recipe = { model: 'cnn', optimizer: { type: 'adam', learningRate }, epochs: 4, batchSize: 128 };
  const history = run.history.map((entry, index) => ({
    ...entry,
    val: { loss: losses[index]!, accuracy: 0.5 },
  }));
  return { ...run, history, record: { ...run.record, recipe: recipe as Run['record']['recipe'] } };
}

describe('learningRatesOfRun', () => {
  it('has the first and the last step and as many as wanted between', () => {
    const rates = learningRatesOfRun(runBy({ type: 'cosine', initial: 0.1 }), 3)!;
    expect(rates.map(([step]) => step)).toEqual([0, 860, 1719]);
    expect(rates[0]![1]).toBe(0.1);
    expect(rates[2]![1]).toBeCloseTo(0, 12);
    expect(learningRatesOfRun(runBy(0.1))).toHaveLength(200);
  });

  it('follows a schedule that goes by the history', () => {
    const plateau = { type: 'reduceOnPlateau', initial: 1, patience: 1, factor: 0.5 };
    const rates = learningRatesOfRun(runBy(plateau, [1, 2, 3, 4]), 4)!;
    expect(rates.map(([, rate]) => rate)).toEqual([1, 1, 0.5, 0.25]);
  });

  it('is nothing without an epoch, and for a recipe of another version', () => {
    expect(learningRatesOfRun({ ...runBy(0.1), history: [] })).toBeUndefined();
    expect(learningRatesOfRun(fixtureRun({ name: 'cnn', hits: 9000 }))).toBeUndefined();
  });
});
