import type { Run, RunStatus } from '../../runs/record.ts';
import { runLabels } from '../run-label.ts';
import type { ChartSpec } from './chart-spec.ts';
import { curvesAxis } from './curves-axis.ts';
import { extent } from './extent.ts';
import { frame, tooltipStyle, yAxisStyle } from './frame.ts';
import type { LegendEntry } from './legend.ts';
import { lineSeries, runLegend, type Line } from './line-series.ts';
import { logarithmic } from './log-axis.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { formatTick } from './tick-format.ts';

/** The learning rate of a step, which counts from 0. */
export type StepRate = readonly [step: number, learningRate: number];

/** The learning rates of one run. Every list has one value a point. */
export interface RunSchedule {
  readonly runId: string;
  readonly label: string;
  readonly status: RunStatus;
  /** The run's place among all runs of the report, from 0. */
  readonly place: number;
  /** How many epochs, and parts of one, were done before the step. */
  readonly epochs: readonly number[];
  readonly steps: readonly number[];
  readonly rates: readonly number[];
}

/** What a chart of learning rates shows. */
export interface ScheduleInfo {
  readonly runCount: number;
  readonly runs: readonly RunSchedule[];
}

/**
 * The learning rates of runs, which come best first. Runs without a finished epoch are left out.
 *
 * @param ratesOf the rates of steps of a run, where they are known; its history has those of the last step of each epoch
 */
export function scheduleInfo(
  runs: readonly Run[],
  ratesOf: (run: Run) => readonly StepRate[] | undefined = () => undefined,
): ScheduleInfo {
  const labels = runLabels(runs);
  return {
    runCount: runs.length,
    runs: runs.flatMap((run, place): RunSchedule[] => {
      const { id, history, record } = run;
      if (history.length === 0) return [];
      const rates =
        ratesOf(run) ?? history.map(({ step, learningRate }): StepRate => [step - 1, learningRate]);
      const stepsPerEpoch = history[0]!.step;
      return [
        {
          runId: id,
          label: labels.get(id)!,
          status: record.status,
          place,
          epochs: rates.map(([step]) => step / stepsPerEpoch),
          steps: rates.map(([step]) => step),
          rates: rates.map(([, rate]) => rate),
        },
      ];
    }),
  };
}

/** How learning rates are drawn. */
export interface ScheduleOptions {
  readonly xAxis?: 'epoch' | 'step';
  readonly logScale?: boolean;
}

/**
 * Makes a line wider for each later one that goes the same way, as runs of one schedule do: it shows on both sides of
 * those that are drawn over it.
 */
function nested(lines: readonly Line[]): Line[] {
  const seen = new Map<string, number>();
  return [...lines]
    .reverse()
    .map((line) => {
      const key = JSON.stringify(line.points);
      const over = seen.get(key) ?? 0;
      seen.set(key, over + 1);
      return { ...line, width: 2 + 3 * over };
    })
    .reverse();
}

/** Draws the learning rate by epoch or by step. A logarithmic axis shows no rates of 0. */
export function scheduleSpec(
  info: ScheduleInfo,
  palette: ChartPalette = pagePalette,
  { xAxis = 'epoch', logScale = false }: ScheduleOptions = {},
): ChartSpec {
  const lines = info.runs.map((run): Line => {
    const at = xAxis === 'epoch' ? run.epochs : run.steps;
    const points = run.rates.flatMap((rate, index): [number, number][] =>
      logScale && rate <= 0 ? [] : [[at[index]!, rate]],
    );
    return { name: run.label, place: run.place, kind: 'main', points };
  });
  const style = yAxisStyle(palette);
  const axis = {
    ...style,
    name: 'learning rate',
    nameGap: 52,
    axisLabel: { ...style.axisLabel, formatter: formatTick },
  };
  const rates = lines.flatMap(({ points }) => points.map(([, rate]) => rate));
  const x = curvesAxis('step', []).option(palette);
  return {
    ...frame,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? value.toPrecision(3) : ''),
    },
    xAxis: xAxis === 'epoch' ? { ...x, name: 'epochs done' } : x,
    yAxis:
      logScale && rates.length > 0 ? logarithmic(axis, extent(rates)) : { ...axis, type: 'value', min: 0 },
    series: lineSeries(nested(lines), info.runCount, palette),
  };
}

/** What the colours of the lines mean. */
export function scheduleLegend(info: ScheduleInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return runLegend(info.runs, info.runCount, palette);
}
