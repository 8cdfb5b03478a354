import { calibration, type Calibration } from '../../metrics/calibration.ts';
import type { Predictions } from '../../metrics/predictions.ts';
import { wilsonInterval } from '../../metrics/interval.ts';
import { formatCount, formatPercent } from '../format.ts';
import type { ChartSpec } from './chart-spec.ts';
import { frame, tooltipStyle, xAxisStyle, yAxisStyle } from './frame.ts';
import { intervalBars } from './interval-bars.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { formatPercentTick, formatTick } from './tick-format.ts';

/** A bin of a reliability diagram that has examples. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean probability of the predicted class. */
  readonly confidence: number;
  /** The share that was right, with its 95% interval. */
  readonly accuracy: number;
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
}

/** What a reliability diagram shows. */
export interface CalibrationInfo {
  readonly count: number;
  readonly bins: readonly CalibrationBin[];
  /** How wide each bin is. */
  readonly width: number;
  /** ECE and MCE, from 0 to 1. */
  readonly expectedError: number;
  readonly maximumError: number;
}

/** How far confidence can be believed; undefined where there are no examples. */
export function calibrationInfo(predictions: Predictions, binCount = 15): CalibrationInfo | undefined {
  const count = predictions.labels.length;
  if (count === 0) return undefined;
  const { bins, expectedError, maximumError }: Calibration = calibration(predictions, binCount);
  return {
    count,
    width: 1 / binCount,
    expectedError,
    maximumError,
    bins: bins.flatMap((bin) => {
      const { confidence, accuracy } = bin;
      if (confidence === null || accuracy === null) return [];
      const { low, high } = wilsonInterval(Math.round(accuracy * bin.count), bin.count);
      return [{ ...bin, confidence, accuracy, accuracyLow: low, accuracyHigh: high }];
    }),
  };
}

/** The size in pixels of the drawing. */
export const calibrationSize = { width: 460, height: 520 } as const;

/** Of the height, in pixels, the part that the counts take, with their axis. */
const COUNTS = { height: 60, bottom: 48 };

/** How many examples are in each bin, as an area with steps. */
function counts({ bins, width }: CalibrationInfo, palette: ChartPalette) {
  const byBin = new Map(bins.map(({ low, count }) => [Math.round(low / width), count]));
  const steps = Array.from({ length: Math.round(1 / width) }, (_, bin) => [bin * width, byBin.get(bin) ?? 0]);
  const color = palette.series[0]!;
  return {
    type: 'line' as const,
    name: 'images',
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    step: 'end' as const,
    symbol: 'none',
    lineStyle: { color, width: 1 },
    areaStyle: { color, opacity: 0.35 },
    tooltip: { show: false },
    data: [...steps, [1, steps.at(-1)![1]!]],
  };
}

function reliability(info: CalibrationInfo, palette: ChartPalette) {
  const color = palette.series[0]!;
  return [
    {
      type: 'line' as const,
      name: 'well calibrated',
      silent: true,
      symbol: 'none',
      lineStyle: { color: palette.muted, width: 1, type: [4, 4] },
      tooltip: { show: false },
      data: [
        [0, 0],
        [1, 1],
      ],
    },
    intervalBars(
      info.bins.map(({ confidence, accuracyLow, accuracyHigh }) => ({
        at: confidence,
        low: accuracyLow,
        high: accuracyHigh,
        color,
      })),
      'vertical',
    ),
    {
      type: 'scatter' as const,
      name: 'accuracy',
      symbolSize: 8,
      itemStyle: { color, borderColor: palette.ground, borderWidth: 0.75, opacity: 1 },
      data: info.bins.map(({ confidence, accuracy }) => [confidence, accuracy]),
    },
  ];
}

/**
 * Draws a reliability diagram: accuracy by confidence in bins, with 95% intervals, beside the line on which the two are
 * equal; below it how many images each bin has. Points below the line are of a model that is too sure of itself. Above it
 * are the expected and the maximum calibration error, ECE and MCE.
 */
export function calibrationSpec(info: CalibrationInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const [x, y] = [xAxisStyle(palette), yAxisStyle(palette)];
  const unit = { type: 'value' as const, min: 0, max: 1, interval: 0.2 };
  const share = { ...y.axisLabel, formatter: formatPercentTick };
  const side = { left: 66, right: 20 };
  return {
    animation: false,
    textStyle: frame.textStyle,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'item',
      formatter: (item) => {
        const bin = info.bins[(item as { dataIndex: number }).dataIndex]!;
        return (
          `${formatCount(bin.count)} images, confidence ${formatPercent(bin.confidence)}\n` +
          `right: ${formatPercent(bin.accuracy)}`
        );
      },
    },
    grid: [
      { ...side, top: 34, bottom: COUNTS.height + COUNTS.bottom + 16 },
      { ...side, height: COUNTS.height, bottom: COUNTS.bottom },
    ],
    xAxis: [
      { ...x, ...unit, gridIndex: 0, axisLabel: { show: false }, axisTick: { show: false } },
      {
        ...x,
        ...unit,
        gridIndex: 1,
        name: 'confidence',
        axisLabel: { ...x.axisLabel, formatter: formatPercentTick },
      },
    ],
    yAxis: [
      { ...y, ...unit, gridIndex: 0, name: 'accuracy', axisLabel: share },
      {
        ...y,
        type: 'value',
        gridIndex: 1,
        name: 'images',
        splitNumber: 2,
        axisLabel: { ...y.axisLabel, formatter: formatTick },
      },
    ],
    graphic: {
      type: 'text',
      left: side.left,
      top: 8,
      silent: true,
      style: {
        text: `ECE ${formatPercent(info.expectedError)}, MCE ${formatPercent(info.maximumError)}`,
        fill: palette.text,
        font: '12px system-ui, sans-serif',
      },
    },
    series: [...reliability(info, palette), counts(info, palette)],
  };
}
