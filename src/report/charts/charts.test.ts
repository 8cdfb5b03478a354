import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartSubjects } from '../../../test/golden/chart-subjects.ts';
import { drawChart, drawComparisons, drawRun } from './draw-charts.ts';
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

describe('drawComparisons', () => {
  it('draws all runs on the same data once', () => {
    const { drawings, skipped } = drawComparisons(chartSubjects(), palette);
    expect(skipped).toEqual([]);
    expect(drawings.map(({ name }) => name)).toEqual(
      chartDefinitions.filter(({ of }) => of === 'data').map(({ name }) => name),
    );
  });

  it('keeps runs on different data apart, in files of safe names', () => {
    const [first, second] = chartSubjects();
    const { run } = second!;
    const data = { ...run.record.data, digest: 'other', name: '../Ünï', title: 'Other' };
    const other = { ...second!, run: { ...run, record: { ...run.record, data } } };
    const { drawings } = drawComparisons([first!, other], palette);
    expect(drawings.map(({ name }) => name).filter((name) => name.startsWith('test-accuracy'))).toEqual([
      'test-accuracy-1-shapes',
      'test-accuracy-2-n',
    ]);
    expect(drawings.at(-1)!.title).toBe('Test accuracy against inference time: Other');
  });

  it('says what is lacking where there is nothing to draw', () => {
    const { run } = chartSubjects()[0]!;
    const { result: _, ...record } = { ...run.record, status: 'interrupted' as const };
    const { drawings, skipped } = drawComparisons([{ run: { ...run, record } }], palette);
    expect(drawings.map(({ name }) => name)).toEqual([
      'accuracy',
      'loss',
      'accuracy-gap',
      'loss-gap',
      'learning-rate',
    ]);
    expect(skipped).toContainEqual({ chart: 'class-f1', of: 'Shapes', needs: 'a result' });
  });
});

describe('drawRun', () => {
  const [subject] = chartSubjects();

  it('has a number and the id of its run in the names, where it is not by itself', () => {
    const names = (number?: number) => drawRun(subject!, palette, number).drawings.map(({ name }) => name);
    expect(names()[0]).toBe('confusion');
    expect(names(12)[0]).toBe('confusion-12-2026-11-21-0500-cnn');
  });

  it('does without predictions, and says which charts need them', () => {
    const { drawings, skipped } = drawRun({ run: subject!.run }, palette);
    expect(drawings.map(({ name }) => name)).toEqual([
      'confusion',
      'confusion-by-true-class',
      'confusion-by-predicted-class',
    ]);
    expect(skipped.map(({ chart, needs }) => [chart, needs])).toEqual([
      ['calibration', 'predictions on test images'],
      ['roc', 'predictions on test images'],
      ['precision-recall', 'predictions on test images'],
    ]);
  });
});
