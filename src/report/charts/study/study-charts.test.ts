import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { studySubject } from '../../../../test/golden/study-subjects.ts';
import { drawChart } from '../draw-charts.ts';
import { filePalettes } from '../palette.ts';
import { drawStudies } from './draw-studies.ts';
import { studyChartDefinitions } from './index.ts';

const GOLDEN = join(import.meta.dirname, '../../../../test/golden/study-charts');
const palette = filePalettes.light;

describe('every chart of studies', () => {
  const studies = [
    studySubject({ objectives: 2 }),
    studySubject({ name: 'tour/second', seed: 7, trials: 30, objectives: 2 }),
  ];

  // After a change that is meant: `npx vitest run src/report/charts/study/study-charts.test.ts -u`, and look at the files.
  it.each(studyChartDefinitions.map((chart) => [chart.name, chart] as const))(
    '%s is drawn as before',
    async (name, chart) => {
      const [panel] = chart.panels(chart.of === 'study' ? studies.slice(0, 1) : studies);
      const { info, title } = panel!;
      expect(JSON.parse(JSON.stringify(info))).toEqual(info);
      const { svg } = drawChart(chart, info, { name, title: chart.title + title, palette });
      expect(svg).not.toMatch(/NaN|undefined|<co>/);
      await expect(`${svg}\n`).toMatchFileSnapshot(join(GOLDEN, `${name}.svg`));
    },
  );

  it('has a golden file and a name of its own', async () => {
    const names = studyChartDefinitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect((await readdir(GOLDEN)).sort()).toEqual(names.map((name) => `${name}.svg`).sort());
  });

  it('is small and quick of 10,000 trials, and says that it puts them together', () => {
    const study = studySubject({ trials: 10_000, objectives: 3, workers: 8 });
    for (const chart of studyChartDefinitions) {
      const begun = process.cpuUsage();
      const panels = chart.panels([study]);
      expect(panels.length, chart.name).toBeGreaterThan(0);
      for (const { info, title } of panels) {
        const { svg } = drawChart(chart, info, { name: chart.name, title, palette });
        expect(svg, chart.name).not.toMatch(/NaN|undefined/);
        expect(svg.length + JSON.stringify(info).length, chart.name).toBeLessThan(150_000);
      }
      expect(process.cpuUsage(begun).user / 1000, chart.name).toBeLessThan(3000);
    }
  });

  it('shows nothing, or what there is, of a study without a complete trial', () => {
    const study = studySubject({ trials: 1, objectives: 3 });
    for (const chart of studyChartDefinitions) {
      expect(chart.panels([{ ...study, trials: [], importances: [] }]), chart.name).toEqual([]);
      for (const { info, title } of chart.panels([study])) {
        const { svg } = drawChart(chart, info, { name: chart.name, title, palette });
        expect(svg, chart.name).not.toMatch(/NaN|undefined/);
      }
    }
  });

  it('draws values that are all alike', () => {
    const { trials, ...rest } = studySubject({ trials: 12, objectives: 2 });
    const same = trials.map((trial) =>
      trial.state === 'complete' ? { ...trial, params: trials[0]!.params, values: [0.5, 1] } : trial,
    );
    for (const { svg } of drawStudies([{ ...rest, trials: same }], palette).drawings)
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('drawStudies', () => {
  it('gives every drawing a name of its own', () => {
    const studies = [studySubject(), studySubject({ name: 'tour/second', seed: 3 })];
    const names = drawStudies(studies, palette).drawings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('study-history-2-tour-second');
    expect(drawStudies([studies[0]!], palette).drawings.map(({ name }) => name)).toContain('study-history');
  });

  it('says what is lacking', () => {
    const { skipped } = drawStudies([{ ...studySubject(), trials: [] }], palette);
    expect(skipped).toContainEqual({ chart: 'study-history', of: 'tuning', needs: 'a complete trial' });
  });
});
