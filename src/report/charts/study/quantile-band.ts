import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { quantile } from '../../../metrics/quantile.ts';
import type { LegendEntry } from '../legend.ts';
import type { ChartPalette } from '../palette.ts';
import { markColor } from './marks.ts';

/** Values of many trials in one place: their middle, and where eight of ten of them are. */
export interface ValueBin {
  /** Where it is on the other axis: from, middle, to. */
  readonly from: number;
  readonly at: number;
  readonly to: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly count: number;
}

/** What trials come to that are put together; undefined where there are none. */
export function valueBin(
  place: Pick<ValueBin, 'from' | 'at' | 'to'>,
  values: readonly number[],
): ValueBin | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return {
    ...place,
    low: quantile(sorted, 0.1),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.9),
    count: sorted.length,
  };
}

/** What bins are drawn as. */
export function binLegend(palette: ChartPalette): LegendEntry[] {
  const color = markColor('complete', palette);
  return [
    { label: 'median', color, mark: { line: 'solid' } },
    { label: 'eight of ten trials', color, mark: { symbol: 'rect' } },
  ];
}

type Clamp = (value: number) => number;

/** A bar from the first to the last tenth of each bin. */
function bars(bins: readonly ValueBin[], clamp: Clamp, color: string): CustomSeriesOption {
  return {
    type: 'custom',
    name: 'band',
    clip: true,
    renderItem: (parameters, api) => {
      const { from, to, low, high } = bins[parameters.dataIndex]!;
      const [x1, y1] = api.coord([from, clamp(high)]) as [number, number];
      const [x2, y2] = api.coord([to, clamp(low)]) as [number, number];
      return {
        type: 'rect',
        shape: { x: x1 + 0.5, y: y1, width: Math.max(1, x2 - x1 - 1), height: Math.max(2, y2 - y1) },
        style: { fill: color, opacity: 0.28 },
      };
    },
    encode: { x: 0, y: [1, 2] },
    data: bins.map(({ at, low, high }) => [at, low, high]),
  };
}

function medianLine(bins: readonly ValueBin[], clamp: Clamp, color: string): LineSeriesOption {
  return {
    type: 'line',
    name: 'median',
    silent: true,
    emphasis: { disabled: true },
    symbol: 'none',
    lineStyle: { color, width: 1.5 },
    data: bins.map(({ at, median }) => [at, clamp(median)]),
  };
}

/** The median of each bin by itself, where there is nothing between bins. */
function medianMarks(bins: readonly ValueBin[], clamp: Clamp, color: string): LineSeriesOption {
  return {
    type: 'line',
    name: 'median',
    silent: true,
    emphasis: { disabled: true },
    symbol: 'none',
    lineStyle: { color, width: 2 },
    data: bins.flatMap(({ from, to, median }) => [
      [from, clamp(median)],
      [to, clamp(median)],
      ['-', '-'],
    ]),
  };
}

/**
 * Bins as bars from the first to the last tenth, with their medians.
 *
 * @param joined whether a line goes from median to median
 */
export function binSeries(
  bins: readonly ValueBin[],
  clamp: Clamp,
  palette: ChartPalette,
  joined = true,
): (CustomSeriesOption | LineSeriesOption)[] {
  const color = markColor('complete', palette);
  return [
    bars(bins, clamp, color),
    joined ? medianLine(bins, clamp, color) : medianMarks(bins, clamp, color),
  ];
}
