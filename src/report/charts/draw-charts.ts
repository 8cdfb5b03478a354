import { rankRuns } from '../ranking.ts';
import type { ChartDefinition, ChartDrawer, ChartSubject } from './chart.ts';
import { chartDefinitions } from './index.ts';
import { legendHeight, withLegend } from './legend.ts';
import { noteHeight, withNote } from './note.ts';
import type { ChartPalette } from './palette.ts';
import { renderSvg } from './render-svg.ts';

/** A chart as a drawing of its own. */
export interface ChartDrawing {
  /** The name of its file, without an ending: no other drawing has it. */
  readonly name: string;
  readonly title: string;
  /** With its size, on a ground of its own. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A chart that there is nothing to draw of. */
export interface SkippedChart {
  readonly chart: string;
  /** The run, or the data of the runs. */
  readonly of: string;
  /** What is lacking: `a finished epoch`. */
  readonly needs: string;
}

/** What has been drawn, and what could not be. */
export interface DrawnCharts {
  readonly drawings: readonly ChartDrawing[];
  readonly skipped: readonly SkippedChart[];
}

/** How a chart is drawn for a file or a page. */
export interface DrawOptions {
  readonly name: string;
  readonly title: string;
  readonly palette: ChartPalette;
  /** Whether what a reader must know besides is drawn below it; a page writes it. */
  readonly withNote?: boolean;
}

/** Draws a chart with its legend and its ground. */
export function drawChart(
  chart: ChartDrawer,
  info: unknown,
  { name, title, palette, withNote: noted = true }: DrawOptions,
): ChartDrawing {
  const { width, height: own } = chart.size(info);
  const legend = chart.legend?.(info, palette) ?? [];
  const note = noted ? (chart.note?.(info) ?? '') : '';
  const height = Math.round(own + legendHeight(legend, width) + noteHeight(note, width));
  const drawn = withLegend(chart.spec(info, palette), legend, width, palette);
  const spec = { ...withNote(drawn, note, { width, height }, palette), backgroundColor: palette.ground };
  const svg = renderSvg(spec, { id: name, width, height, title });
  const sized = svg.replace('<svg ', `<svg width="${width}" height="${height}" `);
  return { name, title, svg: sized, width, height };
}

/** Letters, digits and hyphens alone, for the name of a file. */
export function fileName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
}

interface Group {
  readonly subjects: readonly ChartSubject[];
  /** What sets the names of its files apart from those of other groups; empty where there are none. */
  readonly suffix: string;
  /** Of what the charts are, in words. */
  readonly of: string;
}

function drawGroup(kind: ChartDefinition['of'], group: Group, palette: ChartPalette): DrawnCharts {
  const drawings: ChartDrawing[] = [];
  const skipped: SkippedChart[] = [];
  for (const chart of chartDefinitions.filter(({ of }) => of === kind)) {
    const info = chart.info(group.subjects);
    const title = `${chart.title}: ${group.of}`;
    if (info !== undefined)
      drawings.push(drawChart(chart, info, { name: chart.name + group.suffix, title, palette }));
    else if (chart.needs !== undefined) skipped.push({ chart: chart.name, of: group.of, needs: chart.needs });
  }
  return { drawings, skipped };
}

/** Best first, as the ranking has them; runs that are not ranked come last. */
function inOrder(subjects: readonly ChartSubject[]): ChartSubject[] {
  const rows = rankRuns(subjects.map(({ run }) => run)).flatMap((ranking) => ranking.rows);
  const order = new Map(rows.map(({ runId }, index) => [runId, index]));
  const place = ({ run }: ChartSubject): number => order.get(run.id) ?? order.size;
  return [...subjects].sort((a, b) => place(a) - place(b));
}

/**
 * Draws the charts of several runs, once for each data set. They need no predictions.
 *
 * @example drawComparisons([{ run: await readRun('runs/a') }, { run: await readRun('runs/b') }], filePalettes.light);
 */
export function drawComparisons(subjects: readonly ChartSubject[], palette: ChartPalette): DrawnCharts {
  const byData = new Map<string, ChartSubject[]>();
  for (const subject of inOrder(subjects)) {
    const { digest, testCount } = subject.run.record.data;
    const key = `${digest} ${testCount}`;
    byData.set(key, [...(byData.get(key) ?? []), subject]);
  }
  const drawn = [...byData.values()].map((members, index) => {
    const { name, title } = members[0]!.run.record.data;
    const suffix = byData.size === 1 ? '' : `-${index + 1}-${fileName(name)}`;
    return drawGroup('data', { subjects: members, suffix, of: title }, palette);
  });
  return {
    drawings: drawn.flatMap(({ drawings }) => drawings),
    skipped: drawn.flatMap(({ skipped }) => skipped),
  };
}

/**
 * Draws the charts of one run.
 *
 * @param number its number among the runs that are drawn, from 1, for the names of files; not given for a run by itself
 *
 * @example drawRun({ run, predictions: await readPredictions(run) }, filePalettes.dark).drawings[0]?.svg;
 */
export function drawRun(subject: ChartSubject, palette: ChartPalette, number?: number): DrawnCharts {
  const { id } = subject.run;
  const suffix = number === undefined ? '' : `-${number}-${fileName(id)}`;
  return drawGroup('run', { subjects: [subject], suffix, of: id }, palette);
}
