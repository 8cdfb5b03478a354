import type { ComposeOption } from 'echarts/core';
import type { LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { Run, RunStatus } from '../../runs/record.ts';
import { runLabels } from '../run-label.ts';
import { axisStyle, frame } from './frame.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';

/** A value at an epoch, which counts from 1. */
export type CurvePoint = readonly [epoch: number, value: number];

/** The learning curves of one run. */
export interface RunCurves {
  readonly runId: string;
  readonly label: string;
  readonly status: RunStatus;
  readonly train: readonly CurvePoint[];
  readonly validation: readonly CurvePoint[];
  /** The epoch whose weights were kept, where one was marked. */
  readonly bestEpoch: number | undefined;
}

/** What a chart of learning curves shows. */
export interface CurvesInfo {
  readonly metric: 'accuracy' | 'loss';
  readonly runs: readonly RunCurves[];
  /** The last epoch of any run; 0 where there is none. */
  readonly lastEpoch: number;
}

/** Takes the learning curves out of runs of any status; runs without a finished epoch have none and are left out. */
export function curvesInfo(runs: readonly Run[], metric: 'accuracy' | 'loss'): CurvesInfo {
  const labels = runLabels(runs);
  const curves = runs
    .filter(({ history }) => history.length > 0)
    .map(({ id, history, record }): RunCurves => ({
      runId: id,
      label: labels.get(id)!,
      status: record.status,
      train: history.map(({ epoch, train }) => [epoch, train[metric]]),
      validation: history.flatMap(({ epoch, val }) =>
        val === undefined ? [] : [[epoch, val[metric]] as const],
      ),
      bestEpoch: history.findLast(({ best }) => best)?.epoch,
    }));
  const lastEpoch = Math.max(0, ...curves.flatMap(({ train }) => train.map(([epoch]) => epoch)));
  return { metric, runs: curves, lastEpoch };
}

/** An ECharts option for learning curves. */
export type CurvesSpec = ComposeOption<LineSeriesOption | GridComponentOption>;

function line(
  name: string,
  points: readonly CurvePoint[],
  color: string,
  dashed: boolean,
  markedEpoch: number | undefined,
): LineSeriesOption {
  return {
    type: 'line',
    name,
    silent: true,
    emphasis: { disabled: true },
    lineStyle: { color, width: dashed ? 1.5 : 2, type: dashed ? [5, 4] : 'solid' },
    itemStyle: { color },
    symbol: 'circle',
    data: points.map(([epoch, value]) => ({
      value: [epoch, value],
      // A mark for the kept epoch, and for a lone point, which no line would show.
      symbolSize: points.length === 1 || epoch === markedEpoch ? 7 : 0,
    })),
  };
}

/** Draws learning curves by epoch, all runs in one chart: training dashed, validation solid, the best epoch marked. */
export function curvesSpec(info: CurvesInfo, palette: ChartPalette = pagePalette): CurvesSpec {
  const interval = Math.max(1, Math.ceil((info.lastEpoch - 1) / 8));
  // The axis ends on a tick: two labels side by side would touch.
  const last = 1 + interval * Math.max(1, Math.ceil((info.lastEpoch - 1) / interval));
  const axis = axisStyle(palette);
  return {
    ...frame,
    xAxis: {
      ...axis,
      type: 'value',
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 26,
      min: 1,
      max: last,
      interval,
      axisLine: { lineStyle: { color: palette.grid } },
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      type: 'value',
      scale: true,
      axisLabel: {
        ...axis.axisLabel,
        formatter: (value: number) =>
          info.metric === 'accuracy'
            ? `${Number((100 * value).toFixed(1))}%`
            : String(Number(value.toFixed(3))),
      },
      splitLine: { lineStyle: { color: palette.grid } },
    },
    series: info.runs.flatMap((run, index) => {
      const color = palette.series[index % palette.series.length]!;
      return [
        line(`${run.label}, training`, run.train, color, true, undefined),
        line(`${run.label}, validation`, run.validation, color, false, run.bestEpoch),
      ];
    }),
  };
}
