import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { gapInfo, gapSpec } from './gap.ts';

const run = fixtureRun({ name: 'cnn', hits: 9182, epochs: 3 });

describe('gapInfo', () => {
  it('is training minus validation', () => {
    const [gap] = gapInfo([run], 'loss').runs;
    expect(gap!.gaps).toEqual(run.history.map(({ train, val }) => train.loss - val!.loss));
  });

  it('leaves out runs without validation', () => {
    const without = { ...run, history: run.history.map(({ val: _, ...entry }) => entry) };
    expect(gapInfo([without, run], 'accuracy').runs.map(({ place }) => place)).toEqual([1]);
  });
});

describe('gapSpec', () => {
  it('has a line at zero from end to end', () => {
    const { series, yAxis } = gapSpec(gapInfo([run], 'accuracy'));
    const [zero, line] = series as { data: unknown[] }[];
    expect(zero!.data).toEqual([
      [1, 0],
      [3, 0],
    ]);
    expect(line!.data).toHaveLength(3);
    const { axisLabel } = yAxis as { axisLabel: { formatter: (value: number) => string } };
    expect(axisLabel.formatter(0.025)).toBe('2.5');
  });
});
