import type { ComposeOption } from 'echarts/core';
import type { LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import { axisStyle, frame } from './frame.ts';
import type { ChartPalette } from './palette.ts';

/** What a chart of a search for a learning rate shows. */
export interface LearningRatesInfo {
  readonly points: readonly { readonly learningRate: number; readonly smoothedLoss: number }[];
  readonly suggestion: number;
}

export type LearningRatesSpec = ComposeOption<LineSeriesOption | GridComponentOption>;

/** Draws the smoothed loss by learning rate, on a logarithmic axis, with the suggested rate marked. */
export function learningRatesSpec(
  { points, suggestion }: LearningRatesInfo,
  palette: ChartPalette,
): LearningRatesSpec {
  const axis = axisStyle(palette);
  const color = palette.series[0]!;
  return {
    ...frame,
    xAxis: {
      ...axis,
      type: 'log',
      name: 'learning rate',
      nameLocation: 'middle',
      nameGap: 26,
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => value.toExponential(0) },
      axisLine: { lineStyle: { color: palette.grid } },
      splitLine: { show: false },
    },
    yAxis: { ...axis, type: 'value', scale: true, splitLine: { lineStyle: { color: palette.grid } } },
    series: [
      {
        type: 'line',
        silent: true,
        emphasis: { disabled: true },
        lineStyle: { color, width: 2 },
        itemStyle: { color },
        symbol: 'circle',
        data: points.map(({ learningRate, smoothedLoss }) => ({
          value: [learningRate, smoothedLoss],
          symbolSize: learningRate === suggestion ? 9 : 0,
        })),
      },
    ],
  };
}
