import type { LineSeriesOption } from 'echarts/charts';
import { isBetter, type Trial } from '../../../tune/trial.ts';
import { formatCount } from '../../format.ts';
import type { ObjectiveFacts, StudyResults } from '../../study/study-results.ts';
import { valueText } from '../../study/value-text.ts';
import { defineStudyChart, type ChartPanel } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame, xAxisStyle } from '../frame.ts';
import type { LegendEntry } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { formatTick } from '../tick-format.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markColor, markLegend, marks } from './marks.ts';
import { binLegend, binSeries, valueBin, type ValueBin } from './quantile-band.ts';
import { within, type ShownRange } from './shown-range.ts';
import { edgeNote, objectiveRange, valueAxisY, withBeyond } from './value-axis.ts';

/** A trial's number and its value. */
export type NumberedValue = readonly [number: number, value: number];

/** What a chart of a study's values in their order shows. */
export interface HistoryInfo {
  readonly objective: ObjectiveFacts;
  /** How many trials there are, whatever their state. */
  readonly total: number;
  readonly range: ShownRange;
  /** Complete trials; none where they are put together. */
  readonly complete: readonly NumberedValue[];
  /** Pruned trials with the last figure that they gave, where it is of this objective. */
  readonly pruned: readonly NumberedValue[];
  /** The numbers of failed trials. */
  readonly failed: readonly number[];
  /** Complete trials together, where there are too many for a mark each. */
  readonly bins: readonly ValueBin[];
  /** The trials that were better than all before them. */
  readonly best: readonly NumberedValue[];
}

/** From this many trials on, neighbours are put together. */
export const MANY_TRIALS = 400;
const BINS = 80;

/** The complete trials that were better than all before them. */
export function bestSoFar(
  trials: readonly Trial[],
  { direction }: ObjectiveFacts,
  place: number,
): NumberedValue[] {
  const best: NumberedValue[] = [];
  for (const { number, state, values } of trials) {
    const value = state === 'complete' ? values![place]! : undefined;
    if (value === undefined) continue;
    const last = best.at(-1);
    if (last === undefined || isBetter(value, last[1], direction)) best.push([number, value]);
  }
  return best;
}

function historyInfo({ trials, objectives, monitor }: StudyResults, place: number): HistoryInfo | undefined {
  const objective = objectives[place]!;
  const complete = trials.flatMap(({ number, state, values }): NumberedValue[] =>
    state === 'complete' ? [[number, values![place]!]] : [],
  );
  if (complete.length === 0) return undefined;
  // Figures of something else have no place on this axis.
  const reported = objective.metric === monitor.metric;
  const pruned = trials.flatMap(({ number, state, reports }): NumberedValue[] =>
    state === 'pruned' && reported && reports.length > 0 ? [[number, reports.at(-1)!.value]] : [],
  );
  const many = trials.length > MANY_TRIALS;
  return {
    objective,
    total: trials.length,
    range: withBeyond(
      objectiveRange(
        complete.map(([, value]) => value),
        objective,
      ),
      many ? [] : pruned.map(([, value]) => value),
      objective,
    ),
    complete: many ? [] : complete,
    pruned: many ? [] : pruned,
    failed: many ? [] : trials.flatMap(({ number, state }) => (state === 'failed' ? [number] : [])),
    bins: many ? binned(complete, trials.length) : [],
    best: bestSoFar(trials, objective, place),
  };
}

/** Trials by their numbers, equally many numbers together. */
function binned(values: readonly NumberedValue[], total: number): ValueBin[] {
  const size = Math.ceil(total / BINS);
  const groups = Array.from({ length: Math.ceil(total / size) }, (): number[] => []);
  for (const [number, value] of values) groups[Math.floor(number / size)]!.push(value);
  return groups.flatMap((members, index) => {
    const [from, to] = [index * size, (index + 1) * size];
    return valueBin({ from, at: (from + to) / 2, to }, members) ?? [];
  });
}

/** From trial to trial, level in between and on to the last one. */
function bestLine({ best, total, range }: HistoryInfo, palette: ChartPalette): LineSeriesOption {
  const end: NumberedValue[] = best.length === 0 ? [] : [[Math.max(0, total - 1), best.at(-1)![1]]];
  return {
    type: 'line',
    name: 'best so far',
    silent: true,
    emphasis: { disabled: true },
    step: 'end',
    symbol: 'none',
    lineStyle: { color: markColor('best', palette), width: 2 },
    data: [...best, ...end].map(([number, value]) => [number, within(value, range)]),
  };
}

/** What a point of the chart is, when a reader points at it. */
function tooltipText(info: HistoryInfo, series: string, index: number): string {
  const { objective } = info;
  if (series === 'band') {
    const { from, to, count, low, median, high } = info.bins[index]!;
    return (
      `trials ${from} to ${Math.min(info.total, to) - 1}: ${formatCount(count)} complete\n` +
      `median ${valueText(median, objective)}\n${valueText(low, objective)} to ${valueText(high, objective)}`
    );
  }
  if (series === 'failed') return `trial ${info.failed[index]!}\nfailed`;
  const [number, value] = (series === 'pruned' ? info.pruned : info.complete)[index]!;
  return `trial ${number}${series === 'pruned' ? ', pruned' : ''}\n${valueText(value, objective)}`;
}

/** Draws the values of trials in their order and the best so far; bands of neighbours where there are many. */
function historySpec(info: HistoryInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { objective, range, total } = info;
  const clamped = (values: readonly NumberedValue[]): NumberedValue[] =>
    values.map(([number, value]) => [number, within(value, range)]);
  const worst = objective.direction === 'maximize' ? range.min : range.max;
  const x = xAxisStyle(palette);
  return {
    ...frame,
    tooltip: itemTooltip(palette, (series, index) => tooltipText(info, series, index)),
    xAxis: {
      ...x,
      type: 'value',
      name: 'trial',
      min: total === 1 ? -1 : 0,
      max: Math.max(1, total - 1),
      minInterval: 1,
      axisLabel: { ...x.axisLabel, formatter: formatTick, hideOverlap: true },
    },
    yAxis: valueAxisY(objective, range, palette),
    series: [
      ...binSeries(info.bins, (value) => within(value, range), palette),
      marks(
        'failed',
        info.failed.map((number) => [number, worst]),
        palette,
        8,
      ),
      marks('pruned', clamped(info.pruned), palette),
      marks('complete', clamped(info.complete), palette),
      bestLine(info, palette),
    ],
  };
}

function historyLegend(info: HistoryInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  const { bins, pruned, failed } = info;
  return [
    {
      label: 'best so far',
      color: markColor('best', palette),
      mark: { line: 'solid' },
    },
    ...(bins.length === 0 ? [markLegend('complete', palette)] : binLegend(palette)),
    ...(pruned.length === 0 ? [] : [markLegend('pruned', palette, 'pruned, at its last figure')]),
    ...(failed.length === 0 ? [] : [markLegend('failed', palette)]),
  ];
}

function historyNote({ bins, total, range, objective }: HistoryInfo): string {
  const size = Math.ceil(total / BINS);
  const together =
    bins.length === 0
      ? ''
      : `Each bar is ${formatCount(size)} trials in a row, those that are complete: eight of ten are in it. `;
  return `${together}${edgeNote(range, objective, bins.length === 0)}`.trim();
}

/** The values of trials in their order, one chart an objective. */
export const historyChart = defineStudyChart({
  name: 'study-history',
  title: 'Values by trial',
  of: 'study',
  needs: 'a complete trial',
  panels: ([study]) =>
    study === undefined
      ? []
      : study.objectives.flatMap(({ metric }, place): ChartPanel<HistoryInfo>[] => {
          const info = historyInfo(study, place);
          const several = study.objectives.length > 1;
          return info === undefined
            ? []
            : [{ key: several ? metric : '', title: several ? `, ${metric}` : '', info }];
        }),
  spec: historySpec,
  legend: historyLegend,
  note: historyNote,
  size: () => ({ width: 640, height: 360 }),
});
