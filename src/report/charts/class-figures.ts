import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { quantile } from '../../metrics/quantile.ts';
import { perClass } from '../../metrics/per-class.ts';
import type { Run } from '../../runs/record.ts';
import { runLabels } from '../run-label.ts';
import type { ChartSpec } from './chart-spec.ts';
import { dotLegend } from './dot-legend.ts';
import { extent } from './extent.ts';
import { frame, xAxisStyle } from './frame.ts';
import { itemTooltip } from './item-tooltip.ts';
import { shorten, type LegendEntry } from './legend.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { rowAxis, rowGrid } from './row-axis.ts';
import { namedRuns, seriesColor, seriesSymbol } from './series-style.ts';
import { formatTick } from './tick-format.ts';

/** A figure of a class that runs are compared by. */
export type ClassFigure = 'f1' | 'precision' | 'recall';

/** One run's figures of all classes. */
export interface RunClassFigures {
  readonly runId: string;
  readonly label: string;
  /** The run's place among all runs of the report, from 0. */
  readonly place: number;
  /** From 0 to 1, in the order of `ClassFiguresInfo.classNames`. */
  readonly values: readonly number[];
}

/** What a comparison of runs class by class shows. */
export interface ClassFiguresInfo {
  readonly figure: ClassFigure;
  readonly runCount: number;
  readonly classNames: readonly string[];
  /** How many test images there are of each class. */
  readonly supports: readonly number[];
  readonly runs: readonly RunClassFigures[];
}

/**
 * Takes one figure of every class out of runs on the same data, which come best first; undefined where none has a
 * result. Runs that tell other classes than the first one are left out.
 *
 * @param order `hardest`: the class with the lowest mean first; `label`: as in the data
 */
export function classFiguresInfo(
  runs: readonly Run[],
  figure: ClassFigure = 'f1',
  order: 'hardest' | 'label' = 'hardest',
): ClassFiguresInfo | undefined {
  const labels = runLabels(runs);
  const first = runs.find(({ record }) => record.result !== undefined);
  if (first === undefined) return undefined;
  const { classNames } = first.record.data;
  const figured = runs.flatMap(({ id, record }, place) => {
    const { result, data } = record;
    if (result === undefined || data.classNames.join('\n') !== classNames.join('\n')) return [];
    return [{ runId: id, label: labels.get(id)!, place, figures: perClass(result.test.confusion) }];
  });
  const mean = (label: number): number =>
    figured.reduce((sum, { figures }) => sum + figures[label]![figure], 0) / figured.length;
  const classes = classNames.map((_, label) => label);
  if (order === 'hardest') classes.sort((a, b) => mean(a) - mean(b) || a - b);
  return {
    figure,
    runCount: runs.length,
    classNames: classes.map((label) => classNames[label]!),
    supports: classes.map((label) => figured[0]!.figures[label]!.support),
    runs: figured.map(({ figures, ...run }) => ({
      ...run,
      values: classes.map((label) => figures[label]![figure]),
    })),
  };
}

const TITLES: Readonly<Record<ClassFigure, string>> = { f1: 'F1', precision: 'precision', recall: 'recall' };

/** Runs side by side within the row of a class, as far as the row has room; from 0, the middle. */
function offset(index: number, count: number): number {
  return count === 1 ? 0 : 0.56 * (index / (count - 1) - 0.5);
}

function dots(
  run: RunClassFigures,
  index: number,
  named: number,
  size: number,
  palette: ChartPalette,
): ScatterSeriesOption {
  return {
    type: 'scatter',
    name: run.label,
    symbol: seriesSymbol(run.place, palette),
    symbolSize: size,
    itemStyle: {
      color: seriesColor(run.place, palette),
      opacity: 1,
      borderColor: palette.ground,
      borderWidth: 0.75,
    },
    emphasis: { disabled: true },
    data: run.values.map((value, row) => [value, row + offset(index, named)]),
  };
}

/** From the lowest to the highest of each class, as one line with gaps. */
function ranges(info: ClassFiguresInfo, palette: ChartPalette) {
  return {
    type: 'line' as const,
    name: 'range',
    z: 1,
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.grid, width: 3 },
    data: info.classNames.flatMap((_, row) => {
      const values = info.runs.map((run) => run.values[row]!);
      return [
        [Math.min(...values), row],
        [Math.max(...values), row],
        ['-', '-'],
      ];
    }),
  };
}

/** Of the runs without names, from the first to the third quartile of each class, as one line with gaps. */
function others(info: ClassFiguresInfo, named: number, palette: ChartPalette): LineSeriesOption[] {
  const runs = info.runs.filter(({ place }) => place >= named);
  if (runs.length === 0) return [];
  return [
    {
      type: 'line',
      name: 'other runs',
      z: 1,
      silent: true,
      symbol: 'none',
      lineStyle: { color: palette.muted, opacity: 0.6, width: 7 },
      data: info.classNames.flatMap((_, row) => {
        const values = runs.map((run) => run.values[row]!).sort((a, b) => a - b);
        return [
          [quantile(values, 0.25), row],
          [quantile(values, 0.75), row],
          ['-', '-'],
        ];
      }),
    },
  ];
}

/** The part of 0 to 1 that is shown: every value, between two ticks. */
function shownRange({ runs }: ClassFiguresInfo): { min: number; max: number; interval: number } {
  const { low, high } = extent(runs.flatMap(({ values }) => values));
  const span = high - low;
  const interval = span > 0.7 ? 0.2 : span > 0.3 ? 0.1 : span > 0.1 ? 0.05 : 0.02;
  const tick = (count: number): number => Number((count * interval).toFixed(2));
  return {
    min: Math.max(0, tick(Math.floor(low / interval - 0.1))),
    max: Math.min(1, tick(Math.ceil(high / interval + 0.1))),
    interval,
  };
}

/** The height in pixels that gives every class a row that can be read. */
export function classFiguresHeight(info: ClassFiguresInfo): number {
  const rows = info.classNames.length;
  const named = info.runs.filter(({ place }) => place < namedRuns(info.runCount)).length;
  const roomy = Math.max(24, 10 + 6 * named);
  return Math.round(56 + rows * (rows <= 20 ? roomy : Math.max(17, roomy * 0.55)));
}

/** Draws a dot for every run in a row for every class. From twelve runs on the first five alone have dots. */
export function classFiguresSpec(info: ClassFiguresInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const named = namedRuns(info.runCount);
  const shown = info.runs.filter(({ place }) => place < named);
  const style = xAxisStyle(palette);
  const rows = info.classNames.map((name, at) => ({ name: shorten(name, 24), at }));
  const size = info.classNames.length > 20 ? 7 : 9;
  return {
    ...frame,
    grid: rowGrid(rows),
    tooltip: itemTooltip(palette, (label, row) => {
      const run = shown.find((other) => other.label === label);
      return run === undefined ? '' : `${info.classNames[row]!}\n${label}: ${run.values[row]!.toFixed(3)}`;
    }),
    xAxis: {
      ...style,
      type: 'value',
      name: `${TITLES[info.figure]} on the test images`,
      ...shownRange(info),
      splitLine: { show: true, lineStyle: { color: palette.grid } },
      axisLabel: { ...style.axisLabel, formatter: formatTick, hideOverlap: true },
    },
    yAxis: rowAxis(rows, palette),
    series: [
      ranges(info, palette),
      ...others(info, named, palette),
      ...shown.map((run, index) => dots(run, index, shown.length, size, palette)),
    ],
  };
}

/** What the colours and shapes of the dots mean. */
export function classFiguresLegend(
  info: ClassFiguresInfo,
  palette: ChartPalette = pagePalette,
): LegendEntry[] {
  return dotLegend(info.runs, info.runCount, palette, { symbol: 'rect', remark: ', the middle half' });
}
