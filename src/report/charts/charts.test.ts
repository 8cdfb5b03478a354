import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartSubjects } from '../../../test/golden/chart-subjects.ts';
import { drawChart, drawCharts } from './draw-charts.ts';
import { chartDefinitions } from './index.ts';
import { filePalettes } from './palette.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden/charts');
const palette = filePalettes.light;

describe('every chart', () => {
  const subjects = chartSubjects();

  // After a change that is meant: `npx vitest run src/report/charts/charts.test.ts -u`, and look at the files.
  it.each(chartDefinitions.map((chart) => [chart.name, chart] as const))(
    '%s is drawn as before',
    async (name, chart) => {
      const info = chart.info(chart.of === 'run' ? subjects.slice(0, 1) : subjects);
      expect(JSON.parse(JSON.stringify(info))).toEqual(info);
      const { svg } = drawChart(chart, info, { name, title: chart.title, palette });
      expect(svg).not.toMatch(/NaN|undefined|<cross>/);
      await expect(`${svg}\n`).toMatchFileSnapshot(join(GOLDEN, `${name}.svg`));
    },
  );

  it('has a golden file and a name of its own', async () => {
    const names = chartDefinitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect((await readdir(GOLDEN)).sort()).toEqual(names.map((name) => `${name}.svg`).sort());
  });

  it('shows nothing of a run that has not finished an epoch', () => {
    const { run } = subjects[0]!;
    const { result: _, ...record } = { ...run.record, status: 'failed' as const };
    const begun = { run: { ...run, record, history: [] } };
    for (const chart of chartDefinitions) expect(chart.info([begun]), chart.name).toBeUndefined();
  });
});

describe('drawCharts', () => {
  it('draws charts of all runs on the same data once and the others of each run, under names of their own', () => {
    const { drawings, skipped } = drawCharts(chartSubjects(), palette);
    const names = drawings.map(({ name }) => name);
    expect(skipped).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('accuracy'))).toEqual(['accuracy', 'accuracy-gap']);
    expect(names.filter((name) => name.startsWith('confusion-2026'))).toEqual([
      'confusion-2026-11-21-0500-cnn',
      'confusion-2026-11-21-0501-cnn',
      'confusion-2026-11-21-0502-mlp',
    ]);
  });

  it('keeps runs on different data apart', () => {
    const [first, second] = chartSubjects();
    const { run } = second!;
    const data = { ...run.record.data, digest: 'other', name: '../Ünï', title: 'Other' };
    const other = { ...second!, run: { ...run, record: { ...run.record, data } } };
    const names = drawCharts([first!, other], palette).drawings.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['test-accuracy-shapes-1', 'test-accuracy-n-2']);
  });

  it('says what is lacking where there is nothing to draw', () => {
    const { run } = chartSubjects()[0]!;
    const { result: _, ...record } = { ...run.record, status: 'interrupted' as const };
    const { drawings, skipped } = drawCharts([{ run: { ...run, record } }], palette);
    expect(drawings.map(({ name }) => name)).toEqual([
      'accuracy',
      'loss',
      'accuracy-gap',
      'loss-gap',
      'learning-rate',
    ]);
    expect(skipped).toContainEqual({
      name: 'class-f1',
      reason: 'it needs a result, which no run on Shapes has',
    });
    expect(skipped).toContainEqual({
      name: 'confusion',
      reason: 'it needs a result, which 2026-11-21-0500-cnn has not',
    });
  });
});
