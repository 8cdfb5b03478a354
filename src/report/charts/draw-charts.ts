import type { Run } from '../../runs/record.ts';
import { rankRuns } from '../ranking.ts';
import type { ChartDefinition, ChartSubject } from './chart.ts';
import { chartDefinitions } from './index.ts';
import { legendHeight, withLegend } from './legend.ts';
import type { ChartPalette } from './palette.ts';
import { renderSvg } from './render-svg.ts';

/** A chart as a drawing of its own. */
export interface ChartDrawing {
  /** The name of its file, without an ending: no other drawing has it. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** A chart that there is nothing to draw of. */
export interface SkippedChart {
  readonly name: string;
  /** What is lacking: `it needs a finished epoch, which no run on Fashion-MNIST has`. */
  readonly reason: string;
}

interface Group {
  /** What sets the names of its files apart from those of other groups; empty where there are none. */
  readonly suffix: string;
  /** Of what the charts are, in words. */
  readonly of: string;
  readonly subjects: readonly ChartSubject[];
}

/** Best first, as the ranking has them; runs that are not ranked come last. */
function inOrder(subjects: readonly ChartSubject[]): ChartSubject[] {
  const rows = rankRuns(subjects.map(({ run }) => run)).flatMap((ranking) => ranking.rows);
  const order = new Map(rows.map(({ runId }, index) => [runId, index]));
  const place = ({ run }: ChartSubject): number => order.get(run.id) ?? order.size;
  return [...subjects].sort((a, b) => place(a) - place(b));
}

/** Letters, digits and hyphens alone, for the name of a file. */
function fileName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

/** Runs on the same data together. */
function dataGroups(subjects: readonly ChartSubject[]): Group[] {
  const byData = new Map<string, ChartSubject[]>();
  const key = ({ data }: Run['record']): string => `${data.digest} ${data.testCount}`;
  for (const subject of subjects) {
    const of = key(subject.run.record);
    byData.set(of, [...(byData.get(of) ?? []), subject]);
  }
  return [...byData.values()].map((group, index) => {
    const { data } = group[0]!.run.record;
    const suffix = byData.size === 1 ? '' : `-${fileName(data.name)}-${index + 1}`;
    return { suffix, of: data.title, subjects: group };
  });
}

function runGroups(subjects: readonly ChartSubject[]): Group[] {
  return subjects.map((subject) => {
    const suffix = subjects.length === 1 ? '' : `-${fileName(subject.run.id)}`;
    return { suffix, of: subject.run.id, subjects: [subject] };
  });
}

/** Draws a chart with its legend, for a file or as a part of a page. */
export function drawChart(
  chart: ChartDefinition,
  info: unknown,
  { name, title, palette }: { readonly name: string; readonly title: string; readonly palette: ChartPalette },
): ChartDrawing {
  const { width, height } = chart.size(info);
  const legend = chart.legend?.(info, palette) ?? [];
  const spec = withLegend(chart.spec(info, palette), legend, width, palette);
  const svg = renderSvg(spec, { id: name, width, height: height + legendHeight(legend, width), title });
  return { name, title, svg };
}

/** Draws every chart of runs: those of runs on the same data, and those of each run. */
export function drawCharts(
  subjects: readonly ChartSubject[],
  palette: ChartPalette,
): { readonly drawings: ChartDrawing[]; readonly skipped: SkippedChart[] } {
  const ordered = inOrder(subjects);
  const groups = { data: dataGroups(ordered), run: runGroups(ordered) };
  const drawings: ChartDrawing[] = [];
  const skipped: SkippedChart[] = [];
  for (const chart of chartDefinitions) {
    for (const group of groups[chart.of]) {
      const info = chart.info(group.subjects);
      const name = chart.name + group.suffix;
      const title = `${chart.title}: ${group.of}`;
      if (info !== undefined) drawings.push(drawChart(chart, info, { name, title, palette }));
      else {
        const lacking = chart.of === 'run' ? `${group.of} has not` : `no run on ${group.of} has`;
        skipped.push({ name, reason: `it needs ${chart.needs}, which ${lacking}` });
      }
    }
  }
  return { drawings, skipped };
}
