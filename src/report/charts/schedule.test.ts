import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { scheduleInfo, scheduleSpec } from './schedule.ts';

const run = fixtureRun({ name: 'cnn', hits: 9182, epochs: 2 });

describe('scheduleInfo', () => {
  it('has the rates of the history, at the last step of each epoch', () => {
    expect(scheduleInfo([run]).runs[0]).toMatchObject({
      steps: [429, 859],
      epochs: [429 / 430, 859 / 430],
      rates: [0.001, 0.001],
    });
  });

  it('has the rates of steps where they are known', () => {
    const rates = [
      [0, 0],
      [215, 0.01],
    ] as const;
    const info = scheduleInfo([run], () => rates);
    expect(info.runs[0]).toMatchObject({ steps: [0, 215], epochs: [0, 0.5], rates: [0, 0.01] });
    const points = (options: object) =>
      (scheduleSpec(info, undefined, options).series as { data: { value: number[] }[] }[])[0]!.data.map(
        ({ value }) => value,
      );
    expect(points({})).toEqual([
      [0, 0],
      [0.5, 0.01],
    ]);
    expect(points({ xAxis: 'step', logScale: true })).toEqual([[215, 0.01]]);
  });

  it('shows equal schedules beside each other', () => {
    const runs = [run, fixtureRun({ name: 'mlp', hits: 9000, epochs: 3 }), { ...run, id: 'again' }];
    const { series } = scheduleSpec(scheduleInfo(runs));
    const lines = series as { lineStyle: { width: number } }[];
    expect(lines.map(({ lineStyle }) => lineStyle.width)).toEqual([5, 2, 2]);
  });
});
