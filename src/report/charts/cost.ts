import type { ScatterSeriesOption } from 'echarts/charts';
import type { TooltipComponentOption } from 'echarts/components';
import { wilsonInterval } from '../../metrics/interval.ts';
import type { Run } from '../../runs/record.ts';
import { formatCount, formatDuration, formatPercent, formatPercentInterval } from '../format.ts';
import { runLabels } from '../run-label.ts';
import type { ChartSpec } from './chart-spec.ts';
import { dotLegend } from './dot-legend.ts';
import { extent } from './extent.ts';
import { frame, tooltipStyle, xAxisStyle, yAxisStyle } from './frame.ts';
import { intervalBars } from './interval-bars.ts';
import { shorten, type LegendEntry } from './legend.ts';
import { logarithmic } from './log-axis.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { namedRuns, seriesColor, seriesSymbol } from './series-style.ts';
import { formatPercentTick, formatTick } from './tick-format.ts';

interface CostDefinition {
  /** The name of the axis. */
  readonly axis: string;
  /** The figure of a run; undefined where it has none, as runs of earlier versions. */
  readonly of: (run: Run) => number | undefined;
  readonly format: (cost: number) => string;
}

function testMsAnImage({ record }: Run): number | undefined {
  const test = record.result?.test;
  return test?.durationMs === undefined || test.count === 0 ? undefined : test.durationMs / test.count;
}

/** What accuracy is held against. */
export const costDefinitions = {
  parameters: { axis: 'parameters', of: ({ record }) => record.parameters, format: formatCount },
  multiplyAdds: {
    axis: 'multiply-adds an image',
    of: ({ record }) => record.architecture?.multiplyAdds,
    format: formatCount,
  },
  trainingTime: {
    axis: 'training time (s)',
    of: ({ record }) => (record.result === undefined ? undefined : record.result.durationMs / 1000),
    format: (seconds) => formatDuration(1000 * seconds),
  },
  inferenceTime: {
    axis: 'inference time an image (ms)',
    of: testMsAnImage,
    format: (durationMs) => `${durationMs.toPrecision(3)} ms`,
  },
} as const satisfies Record<string, CostDefinition>;

/** The name of something that accuracy is held against. */
export type CostMeasure = keyof typeof costDefinitions;

/** One run's accuracy and cost. */
export interface CostPoint {
  readonly runId: string;
  readonly label: string;
  /** The run's place among all runs of the report, from 0. */
  readonly place: number;
  readonly cost: number;
  readonly accuracy: number;
  /** The 95% interval of the accuracy. */
  readonly low: number;
  readonly high: number;
  /** Whether no other run is at least as accurate at a lower cost, or more accurate at the same. */
  readonly efficient: boolean;
}

/** What a chart of accuracy against cost shows. */
export interface CostInfo {
  readonly measure: CostMeasure;
  readonly runCount: number;
  readonly points: readonly CostPoint[];
  /** What the complete runs without this figure, or with 0, are called. */
  readonly missing: readonly string[];
}

/** Takes test accuracy and what it cost out of complete runs on the same data, which come best first. */
export function costInfo(runs: readonly Run[], measure: CostMeasure): CostInfo {
  const labels = runLabels(runs);
  const points: Omit<CostPoint, 'efficient'>[] = [];
  const missing: string[] = [];
  runs.forEach((run, place) => {
    const test = run.record.result?.test;
    if (test === undefined || run.record.status !== 'complete') return;
    const label = labels.get(run.id)!;
    const cost = costDefinitions[measure].of(run);
    // A logarithmic axis has no place for 0.
    if (cost === undefined || cost <= 0) missing.push(label);
    else {
      const { low, high } = wilsonInterval(Math.round(test.accuracy * test.count), test.count);
      points.push({ runId: run.id, label, place, cost, accuracy: test.accuracy, low, high });
    }
  });
  const beaten = (point: Omit<CostPoint, 'efficient'>): boolean =>
    points.some(
      ({ cost, accuracy }) =>
        (cost < point.cost && accuracy >= point.accuracy) ||
        (cost === point.cost && accuracy > point.accuracy),
    );
  return {
    measure,
    runCount: runs.length,
    points: points.map((point) => ({ ...point, efficient: !beaten(point) })),
    missing,
  };
}

/** The runs that are not beaten, from cheap to dear, as a line that rises where the next one is. */
function frontier(info: CostInfo, palette: ChartPalette) {
  const efficient = info.points.filter((point) => point.efficient).sort((a, b) => a.cost - b.cost);
  return {
    type: 'line' as const,
    name: 'not beaten',
    silent: true,
    z: 1,
    step: 'end' as const,
    symbol: 'none',
    lineStyle: { color: palette.muted, width: 1, type: [4, 4] },
    data: efficient.map(({ cost, accuracy }) => [cost, accuracy]),
  };
}

function tooltip(info: CostInfo, palette: ChartPalette): TooltipComponentOption {
  const { format } = costDefinitions[info.measure];
  return {
    ...tooltipStyle(palette),
    trigger: 'item',
    formatter: (item) => {
      const point = info.points[(item as { dataIndex: number }).dataIndex]!;
      const { accuracy, label, cost } = point;
      return `${label}\n${formatPercent(accuracy)} (${formatPercentInterval(point)})\n${format(cost)}`;
    },
  };
}

function pointColor({ runCount }: CostInfo, { place }: CostPoint, palette: ChartPalette): string {
  return place < namedRuns(runCount) ? seriesColor(place, palette) : palette.muted;
}

/** A dot for every run, with its name beside it, on the side of the chart's middle. */
function dots(info: CostInfo, middle: number, palette: ChartPalette): ScatterSeriesOption {
  const named = namedRuns(info.runCount);
  return {
    type: 'scatter',
    emphasis: { disabled: true },
    // The legend names them all.
    labelLayout: { hideOverlap: true },
    data: info.points.map((point) => ({
      value: [point.cost, point.accuracy],
      symbol: seriesSymbol(point.place, palette),
      symbolSize: point.place < named ? 10 : 6,
      itemStyle: {
        color: pointColor(info, point, palette),
        borderColor: palette.ground,
        borderWidth: 0.75,
        opacity: 1,
      },
      label: {
        show: point.place < named || point.efficient,
        position: point.cost > middle ? 'left' : 'right',
        formatter: () => shorten(point.label, 28),
        color: palette.text,
        fontSize: 12,
        textBorderColor: palette.ground,
        textBorderWidth: 3,
      },
    })),
  };
}

/** More intervals than that are a hatching. */
const MOST_INTERVALS = 200;

function withIntervals({ points, runCount }: CostInfo): readonly CostPoint[] {
  if (points.length <= MOST_INTERVALS) return points;
  return points.filter(({ place }) => place < namedRuns(runCount));
}

/**
 * Draws test accuracy with its 95% interval against a cost on a logarithmic axis. A dashed line joins the runs that no
 * other beats. From twelve runs on those and the first five alone have names.
 */
export function costSpec(info: CostInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const costs = info.points.length === 0 ? { low: 1, high: 1 } : extent(info.points.map(({ cost }) => cost));
  const x = xAxisStyle(palette);
  const y = yAxisStyle(palette);
  const missing = info.missing.length;
  const without = missing === 0 ? '' : `; ${missing} ${missing === 1 ? 'run' : 'runs'} without this figure`;
  const xAxis = logarithmic(
    {
      ...x,
      name: costDefinitions[info.measure].axis + without,
      axisLabel: { ...x.axisLabel, formatter: formatTick },
    },
    costs,
  );
  const middle = Math.sqrt(xAxis.min * xAxis.max);
  return {
    ...frame,
    tooltip: tooltip(info, palette),
    xAxis,
    yAxis: {
      ...y,
      type: 'value',
      scale: true,
      name: 'test accuracy',
      axisLabel: { ...y.axisLabel, formatter: formatPercentTick },
    },
    series: [
      frontier(info, palette),
      intervalBars(
        withIntervals(info).map((point) => ({
          at: point.cost,
          low: point.low,
          high: point.high,
          color: pointColor(info, point, palette),
          faint: point.place >= namedRuns(info.runCount),
        })),
        'vertical',
      ),
      dots(info, middle, palette),
    ],
  };
}

/** What the colours and shapes of the dots mean. */
export function costLegend(info: CostInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return dotLegend(info.points, info.runCount, palette);
}
