import type { Run } from '../../runs/record.ts';
import { formatLoss, formatPoints } from '../format.ts';
import type { ChartSpec } from './chart-spec.ts';
import { curvesAxis } from './curves-axis.ts';
import { curvesInfo, smoothed } from './curves.ts';
import type { CurvesInfo, CurvesMetric, CurvesOptions, RunCurves } from './curves.ts';
import { extent } from './extent.ts';
import { frame, tooltipStyle, yAxisStyle } from './frame.ts';
import type { LegendEntry } from './legend.ts';
import { lineSeries, runLegend, type Line } from './line-series.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { formatTick } from './tick-format.ts';

/** How far training was from validation in each epoch of a run. */
export interface RunGap extends Omit<RunCurves, 'train' | 'validation'> {
  /** Training minus validation; `null` for an epoch without validation. */
  readonly gaps: readonly (number | null)[];
}

/** What a chart of gaps between training and validation shows. */
export interface GapInfo {
  readonly metric: CurvesMetric;
  readonly runCount: number;
  readonly runs: readonly RunGap[];
}

/**
 * The gap between training and validation of runs, which come best first: training minus validation. A growing gap, of
 * accuracy upwards and of loss downwards, is the mark of overfitting. Runs without validation are left out.
 */
export function gapInfo(runs: readonly Run[], metric: CurvesMetric): GapInfo {
  const { runCount, runs: curves }: CurvesInfo = curvesInfo(runs, metric);
  return {
    metric,
    runCount,
    runs: curves
      .filter(({ validation }) => validation.some((value) => value !== null))
      .map(({ train, validation, ...run }) => ({
        ...run,
        gaps: validation.map((value, index) => (value === null ? null : train[index]! - value)),
      })),
  };
}

/** Draws the gaps of all runs, with a stronger line where there is none. */
export function gapSpec(
  info: GapInfo,
  palette: ChartPalette = pagePalette,
  { xAxis = 'epoch', smoothing = 0 }: Omit<CurvesOptions, 'logScale'> = {},
): ChartSpec {
  const axis = curvesAxis(xAxis, info.runs);
  const lines = info.runs.map((run): Line => {
    const at = axis.values(run);
    const points = smoothed(run.gaps, smoothing).flatMap((gap, index): [number, number][] =>
      gap === null ? [] : [[at[index]!, gap]],
    );
    const best = run.bestEpoch === null ? -1 : run.epochs.indexOf(run.bestEpoch);
    return { name: run.label, place: run.place, kind: 'main', points, markedX: at[best] };
  });
  const inPoints = info.metric === 'accuracy';
  const style = yAxisStyle(palette);
  return {
    ...frame,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      valueFormatter: (value) =>
        typeof value !== 'number' ? '' : inPoints ? `${formatPoints(value)} points` : formatLoss(value),
    },
    xAxis: axis.option(palette),
    yAxis: {
      ...style,
      type: 'value',
      name: inPoints ? 'training − validation accuracy (points)' : 'training − validation loss',
      axisLabel: {
        ...style.axisLabel,
        formatter: (value: number) => formatTick(inPoints ? 100 * value : value),
      },
    },
    series: [zeroLine(lines, palette), ...lineSeries(lines, info.runCount, palette)],
  };
}

/** A line at zero from end to end, which also keeps zero in sight. */
function zeroLine(lines: readonly Line[], palette: ChartPalette) {
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const { low, high } = extent(xs);
  return {
    type: 'line' as const,
    name: 'no gap',
    silent: true,
    symbol: 'none',
    tooltip: { show: false },
    lineStyle: { color: palette.muted, width: 1 },
    data: xs.length === 0 ? [] : [low, high].map((x) => [x, 0]),
  };
}

/** What the colours of the lines mean. */
export function gapLegend(info: GapInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return runLegend(info.runs, info.runCount, palette);
}
