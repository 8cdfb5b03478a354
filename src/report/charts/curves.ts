import { OptionError } from '../../core/errors.ts';
import type { Run, RunStatus } from '../../runs/record.ts';
import { formatLoss, formatPercent } from '../format.ts';
import { runLabels } from '../run-label.ts';
import type { ChartSpec } from './chart-spec.ts';
import { curvesAxis, type CurvesAxis } from './curves-axis.ts';
import { extent } from './extent.ts';
import { frame, tooltipStyle, yAxisStyle } from './frame.ts';
import type { LegendEntry } from './legend.ts';
import { lineSeries, runLegend, type Line } from './line-series.ts';
import { logarithmic } from './log-axis.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { seriesDash } from './series-style.ts';
import { formatPercentTick, formatTick } from './tick-format.ts';

/** What a learning curve is of. */
export type CurvesMetric = 'accuracy' | 'loss';

/** The learning curves of one run. Every list has one value an epoch. */
export interface RunCurves {
  readonly runId: string;
  readonly label: string;
  readonly status: RunStatus;
  /** The run's place among all runs of the report, from 0: it gives the colour. */
  readonly place: number;
  /** From 1. */
  readonly epochs: readonly number[];
  /** The steps that were done by the end of the epoch. */
  readonly steps: readonly number[];
  /** The time that training had taken by then, validation included. */
  readonly timesMs: readonly number[];
  readonly train: readonly number[];
  /** `null` for an epoch without validation. */
  readonly validation: readonly (number | null)[];
  /** The epoch whose weights were kept, where one was marked. */
  readonly bestEpoch: number | null;
}

/** What a chart of learning curves shows. */
export interface CurvesInfo {
  readonly metric: CurvesMetric;
  /** How many runs there are, those without a finished epoch included. */
  readonly runCount: number;
  readonly runs: readonly RunCurves[];
}

/**
 * Takes the learning curves out of runs of any status, which come best first; runs without a finished epoch have none
 * and are left out.
 */
export function curvesInfo(runs: readonly Run[], metric: CurvesMetric): CurvesInfo {
  const labels = runLabels(runs);
  const curves = runs.flatMap(({ id, history, record }, place): RunCurves[] => {
    if (history.length === 0) return [];
    let timeMs = 0;
    return [
      {
        runId: id,
        label: labels.get(id)!,
        status: record.status,
        place,
        epochs: history.map(({ epoch }) => epoch),
        steps: history.map(({ step }) => step),
        timesMs: history.map(({ durationMs }) => (timeMs += durationMs)),
        train: history.map(({ train }) => train[metric]),
        validation: history.map(({ val }) => val?.[metric] ?? null),
        bestEpoch: history.findLast(({ best }) => best)?.epoch ?? null,
      },
    ];
  });
  return { metric, runCount: runs.length, runs: curves };
}

/** How learning curves are drawn. */
export interface CurvesOptions {
  /** By what the curves go to the right; epochs by default. */
  readonly xAxis?: CurvesAxis;
  /** How much of a point comes from those before it, from 0, the default, to 0.99. */
  readonly smoothing?: number;
  /** Whether the axis of values is logarithmic. It shows no zeros. */
  readonly logScale?: boolean;
}

/**
 * Values smoothed exponentially: each is a mean of all so far, weighted by powers of `weight`, so that the first values
 * are not pulled towards zero (as TensorBoard does). Missing values stay missing.
 *
 * @param weight from 0, which changes nothing, to 0.99
 */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (!(weight >= 0 && weight <= 0.99)) {
    throw new OptionError(`smoothing must be a number from 0 to 0.99; got ${weight}`, {
      value: weight,
      expected: 'a number from 0 to 0.99',
    });
  }
  let [sum, weights] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + value;
    weights = weight * weights + 1;
    return sum / weights;
  });
}

/** Both lines of every run. */
function linesOf(
  info: CurvesInfo,
  { xAxis = 'epoch', smoothing = 0, logScale = false }: CurvesOptions,
): Line[] {
  const axis = curvesAxis(xAxis, info.runs);
  return info.runs.flatMap((run) => {
    const at = axis.values(run);
    const points = (values: readonly (number | null)[]) =>
      smoothed(values, smoothing).flatMap((value, index): [number, number][] =>
        value === null || (logScale && value <= 0) ? [] : [[at[index]!, value]],
      );
    const best = run.bestEpoch === null ? -1 : run.epochs.indexOf(run.bestEpoch);
    const { label, place } = run;
    return [
      { name: `${label}, training`, place, kind: 'second', points: points(run.train) },
      {
        name: `${label}, validation`,
        place,
        kind: 'main',
        points: points(run.validation),
        markedX: at[best],
      },
    ];
  });
}

function valueAxis(info: CurvesInfo, lines: readonly Line[], logScale: boolean, palette: ChartPalette) {
  const format = info.metric === 'accuracy' ? formatPercentTick : formatTick;
  const style = yAxisStyle(palette);
  const axis = { ...style, name: info.metric, axisLabel: { ...style.axisLabel, formatter: format } };
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  if (!logScale || values.length === 0) return { ...axis, type: 'value' as const, scale: true };
  return logarithmic(axis, extent(values));
}

/**
 * Draws learning curves, all runs in one chart: training dashed, validation solid, the best epoch marked. From twelve
 * runs on the first five alone have names and colours, and the others are thin lines of validation behind them.
 */
export function curvesSpec(
  info: CurvesInfo,
  palette: ChartPalette = pagePalette,
  options: CurvesOptions = {},
): ChartSpec {
  const lines = linesOf(info, options);
  const format = info.metric === 'accuracy' ? formatPercent : formatLoss;
  return {
    ...frame,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      order: info.metric === 'accuracy' ? 'valueDesc' : 'valueAsc',
      valueFormatter: (value) => (typeof value === 'number' ? format(value) : ''),
    },
    xAxis: curvesAxis(options.xAxis ?? 'epoch', info.runs).option(palette),
    yAxis: valueAxis(info, lines, options.logScale === true, palette),
    series: lineSeries(lines, info.runCount, palette),
  };
}

/** What the colours and dashes of learning curves mean. */
export function curvesLegend(info: CurvesInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return [
    ...runLegend(info.runs, info.runCount, palette),
    { label: 'training', color: palette.text, mark: { line: seriesDash(0, 'second', palette) } },
    { label: 'validation', color: palette.text, mark: { line: 'solid' } },
  ];
}
