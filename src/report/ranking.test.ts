import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import type { Run } from '../runs/record.ts';
import { findings } from './findings.ts';
import { rankRuns } from './ranking.ts';

function onOtherData(run: Run): Run {
  return { ...run, record: { ...run.record, data: { ...run.record.data, digest: 'other', title: 'Other' } } };
}

describe('rankRuns', () => {
  it('orders complete runs by test accuracy and leaves the others out', () => {
    const [ranking, ...rest] = rankRuns([
      fixtureRun({ name: 'dense', hits: 8876 }),
      fixtureRun({ name: 'cnn', hits: 9182 }),
      fixtureRun({ name: 'stopped', hits: 9999, status: 'interrupted' }),
    ]);
    expect(rest).toEqual([]);
    expect(ranking!.rows.map(({ rank, model }) => [rank, model])).toEqual([
      [1, 'cnn'],
      [2, 'dense'],
    ]);
    expect(ranking!.rows[0]!.testInterval.low).toBeCloseTo(0.9127, 4);
  });

  it('gives equal accuracies one rank, the lower loss first', () => {
    const first = fixtureRun({ name: 'a', hits: 9000 });
    const lower = fixtureRun({ name: 'b', hits: 9000 });
    lower.record.result!.test.loss = 0.1;
    const { rows } = rankRuns([first, lower, fixtureRun({ name: 'c', hits: 8000 })])[0]!;
    expect(rows.map(({ rank, model }) => `${rank} ${model}`)).toEqual(['1 b', '1 a', '3 c']);
  });

  it('compares no runs on different data', () => {
    const rankings = rankRuns([
      fixtureRun({ name: 'a', hits: 9000 }),
      onOtherData(fixtureRun({ name: 'b', hits: 9100 })),
    ]);
    expect(rankings.map(({ data, rows }) => [data.title, rows.length, rows[0]!.rank])).toEqual([
      ['Fashion-MNIST', 1, 1],
      ['Other', 1, 1],
    ]);
  });

  it('calls runs of one model by their ids', () => {
    const runs = [1, 2].map((minute) => fixtureRun({ name: 'cnn', hits: 9000 + minute, minute }));
    expect(rankRuns(runs)[0]!.rows.map(({ model }) => model)).toEqual([
      '2026-11-21-0502-cnn',
      '2026-11-21-0501-cnn',
    ]);
  });
});

describe('findings', () => {
  const runs = [9214, 9182, 8876].map((hits) => fixtureRun({ name: `m${hits}`, hits }));
  const texts = findings(rankRuns(runs)[0]!, runs).map(({ text }) => text);

  it('states the gap, the best epoch and the most frequent mistake', () => {
    expect(texts[2]).toMatch(
      /^m8876 classified 88\.76% of 10,000 test images correctly; best in the last of its 10 epochs, so more may help, with training accuracy \d\.\d\d points above validation; it most often took T-shirt\/top for Pullover \(132 of 1,000\)\.$/,
    );
  });
});
