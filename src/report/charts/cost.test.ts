import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import type { Run } from '../../runs/record.ts';
import { costInfo, costSpec } from './cost.ts';

const run = (name: string, hits: number, parameters: number): Run => fixtureRun({ name, hits, parameters });

describe('costInfo', () => {
  it('has accuracy with its interval, and tells what no other run beats', () => {
    const info = costInfo(
      [run('large', 9300, 900), run('small', 9100, 100), run('worse', 9000, 500), run('equal', 9100, 200)],
      'parameters',
    );
    expect(info.points.map(({ label, cost, efficient }) => [label, cost, efficient])).toEqual([
      ['large', 900, true],
      ['small', 100, true],
      ['worse', 500, false],
      ['equal', 200, false],
    ]);
    expect(info.points[0]!.low).toBeCloseTo(0.9248, 4);
    expect(info.missing).toEqual([]);
  });

  it('names complete runs without the figure', () => {
    const measured = run('measured', 9000, 100);
    const test = { ...measured.record.result!.test, durationMs: 5000 };
    const record = { ...measured.record, result: { ...measured.record.result!, test } };
    const stopped = fixtureRun({ name: 'stopped', hits: 9000, status: 'interrupted' });
    const info = costInfo([{ ...measured, record }, run('old', 9100, 100), stopped], 'inferenceTime');
    expect(info.points.map(({ label, cost }) => [label, cost])).toEqual([['measured', 0.5]]);
    expect(info.missing).toEqual(['old']);
    expect((costSpec(info).xAxis as { name: string }).name).toBe(
      'inference time an image (ms); 1 run without this figure',
    );
    expect(costInfo([run('old', 9100, 100)], 'multiplyAdds').missing).toEqual(['old']);
    expect(costInfo([run('none', 9100, 0)], 'parameters').missing).toEqual(['none']);
  });

  it('takes training time in seconds', () => {
    expect(costInfo([run('a', 9000, 100)], 'trainingTime').points[0]!.cost).toBe(21);
  });
});

describe('costSpec', () => {
  it('joins the runs that are not beaten, from cheap to dear', () => {
    const info = costInfo(
      [run('large', 9300, 900), run('small', 9100, 100), run('worse', 9000, 500)],
      'parameters',
    );
    const [frontier, , points] = costSpec(info).series as { data: unknown[] }[];
    expect(frontier!.data).toEqual([
      [100, 0.91],
      [900, 0.93],
    ]);
    expect(points!.data).toHaveLength(3);
  });

  it('draws intervals of the named runs alone where there are hundreds', () => {
    const many = Array.from({ length: 201 }, (_, at) => run(`m${at}`, 9000 - at, 100 + at));
    const [, intervals, points] = costSpec(costInfo(many, 'parameters')).series as { data: unknown[] }[];
    expect([intervals!.data.length, points!.data.length]).toEqual([5, 201]);
  });
});
