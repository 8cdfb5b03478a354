import type { LineSeriesOption } from 'echarts/charts';
import { isBetter, type Direction, type Trial, type TrialState } from '../../../tune/trial.ts';
import { formatCount } from '../../format.ts';
import type { ObjectiveFacts, StudyResults } from '../../study/study-results.ts';
import { valueText } from '../../study/value-text.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { extent } from '../extent.ts';
import { frame, xAxisStyle } from '../frame.ts';
import type { LegendEntry } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { formatTick } from '../tick-format.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markColor, markLegend, marks } from './marks.ts';
import { binLegend, binSeries, valueBin, type ValueBin } from './quantile-band.ts';
import { within, type ShownRange } from './shown-range.ts';
import { objectiveRange, valueAxisY } from './value-axis.ts';

type Point = readonly [step: number, value: number];

/** The figures of one trial on its way. */
interface TrialCurve {
  readonly trial: number;
  readonly state: TrialState;
  readonly points: readonly Point[];
}

/** What a chart of the figures that trials gave on their way shows. */
interface LearningCurvesInfo {
  /** What trials reported, which may not be what they are judged by. */
  readonly monitor: ObjectiveFacts;
  readonly step: string;
  readonly range: ShownRange;
  readonly steps: { readonly low: number; readonly high: number };
  /** How many trials have reported. */
  readonly total: number;
  /** Best first; the first few alone where there are many. */
  readonly curves: readonly TrialCurve[];
  /** What all trials reported, by step, where there are many. */
  readonly bins: readonly ValueBin[];
  /** How many were pruned at which step, where there are many; else they are among the curves. */
  readonly prunedAt: readonly Point[];
}

const MANY_CURVES = 40;
const NAMED_CURVES = 5;
const MOST_BINS = 60;

/** Complete ones before others, then by the last figure. */
function bestFirst(reported: readonly Trial[], direction: Direction): Trial[] {
  const rank = ({ state }: Trial): number => (state === 'complete' ? 0 : 1);
  const last = ({ reports }: Trial): number => reports.at(-1)!.value;
  return [...reported].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (last(a) === last(b)) return a.number - b.number;
    return isBetter(last(a), last(b), direction) ? -1 : 1;
  });
}

function binned(reported: readonly Trial[], { low, high }: LearningCurvesInfo['steps']): ValueBin[] {
  const size = Math.ceil((high - low + 1) / MOST_BINS);
  const members = Array.from({ length: Math.ceil((high - low + 1) / size) }, (): number[] => []);
  for (const { reports } of reported) {
    for (const { step, value } of reports) members[Math.floor((step - low) / size)]!.push(value);
  }
  return members.flatMap((values, index) => {
    const from = low + index * size;
    return valueBin({ from: from - 0.4, at: from + (size - 1) / 2, to: from + size - 0.6 }, values) ?? [];
  });
}

function countPruned(reported: readonly Trial[]): Point[] {
  const counts = new Map<number, number>();
  for (const { state, reports } of reported) {
    const { step } = reports.at(-1)!;
    if (state === 'pruned') counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

function learningCurvesInfo(study: StudyResults): LearningCurvesInfo | undefined {
  const { monitor } = study;
  const reported = study.trials.filter(({ reports }) => reports.length > 0);
  if (reported.length === 0) return undefined;
  const many = reported.length > MANY_CURVES;
  const ordered = bestFirst(reported, monitor.direction);
  const curves = (many ? ordered.slice(0, NAMED_CURVES) : ordered).map(({ number, state, reports }) => ({
    trial: number,
    state,
    points: reports.map(({ step, value }): Point => [step, value]),
  }));
  const steps = extent(reported.flatMap(({ reports }) => [reports[0]!.step, reports.at(-1)!.step]));
  return {
    monitor,
    step: study.step,
    range: objectiveRange(
      reported.flatMap(({ reports }) => reports.map(({ value }) => value)),
      monitor,
    ),
    steps,
    total: reported.length,
    curves,
    bins: many ? binned(reported, steps) : [],
    prunedAt: many ? countPruned(reported) : [],
  };
}

/** Other curves are drawn over the band of all, where there is one, and have a colour of their own. */
function othersKind(bins: readonly ValueBin[]): 'complete' | 'open' {
  return bins.length > 0 ? 'open' : 'complete';
}

function curveLine(
  { points, state, trial }: TrialCurve,
  place: number,
  { range, bins }: LearningCurvesInfo,
  palette: ChartPalette,
): LineSeriesOption {
  const pruned = state === 'pruned';
  const first = place === 0;
  const color = markColor(first ? 'best' : pruned ? 'pruned' : othersKind(bins), palette);
  return {
    type: 'line',
    name: `trial ${trial}`,
    silent: true,
    emphasis: { disabled: true },
    z: first ? 4 : 3,
    symbol: points.length === 1 ? 'circle' : 'none',
    symbolSize: 5,
    itemStyle: { color },
    lineStyle: {
      color,
      width: first ? 2.5 : 1.2,
      opacity: first || bins.length > 0 ? 1 : pruned ? 0.45 : 0.6,
    },
    data: points.map(([step, value]) => [step, within(value, range)]),
  };
}

function ends({ curves, range }: LearningCurvesInfo): { readonly trial: number; readonly at: Point }[] {
  return curves.flatMap(({ state, trial, points }) => {
    const [step, value] = points.at(-1)!;
    return state === 'pruned' ? [{ trial, at: [step, within(value, range)] as const }] : [];
  });
}

function tooltipText(info: LearningCurvesInfo, series: string, index: number): string {
  const { monitor, bins, step } = info;
  if (series === 'band') {
    const { at, low, median, high, count } = bins[index]!;
    return (
      `${step} ${Math.round(at)}: ${formatCount(count)} figures\nmedian ${valueText(median, monitor)}\n` +
      `${valueText(low, monitor)} to ${valueText(high, monitor)}`
    );
  }
  if (series !== 'pruned') return '';
  const { trial, at } = ends(info)[index]!;
  return `trial ${trial}\npruned at ${step} ${at[0]}`;
}

function learningCurvesSpec(info: LearningCurvesInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { monitor, range, bins, steps, step } = info;
  const style = xAxisStyle(palette);
  const room = bins.length > 0 || steps.low === steps.high ? 0.5 : 0;
  return {
    ...frame,
    tooltip: itemTooltip(palette, (series, index) => tooltipText(info, series, index)),
    xAxis: {
      ...style,
      type: 'value',
      name: step,
      min: steps.low - room,
      max: steps.high + room,
      minInterval: 1,
      axisLabel: {
        ...style.axisLabel,
        hideOverlap: true,
        formatter: (at: number) => (Number.isInteger(at) ? formatTick(at) : ''),
      },
    },
    yAxis: valueAxisY(monitor, range, palette),
    series: [
      ...binSeries(bins, (value) => within(value, range), palette),
      ...info.curves.map((curve, place) => curveLine(curve, place, info, palette)).reverse(),
      marks(
        'pruned',
        ends(info).map(({ at }) => at),
        palette,
        7,
      ),
    ],
  };
}

function learningCurvesLegend(
  { curves, bins }: LearningCurvesInfo,
  palette: ChartPalette = pagePalette,
): LegendEntry[] {
  const line = (label: string, kind: 'best' | 'complete' | 'open'): LegendEntry => ({
    label,
    color: markColor(kind, palette),
    mark: { line: 'solid' },
  });
  return [
    line(`best: trial ${curves[0]!.trial}`, 'best'),
    ...(curves.length === 1
      ? []
      : [line(bins.length > 0 ? `next ${curves.length - 1}` : 'others', othersKind(bins))]),
    ...(bins.length === 0 ? [] : binLegend(palette)),
    ...(curves.some(({ state }) => state === 'pruned') ? [markLegend('pruned', palette, 'pruned here')] : []),
  ];
}

/** Where trials were pruned most, where they are not drawn. */
function learningCurvesNote({ prunedAt, total, bins, step }: LearningCurvesInfo): string {
  if (bins.length === 0) return '';
  const pruned = prunedAt.reduce((sum, [, count]) => sum + count, 0);
  const most = [...prunedAt].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const where = most.map(([at, count]) => `${formatCount(count)} at ${step} ${at}`).join(', ');
  const text = `The figures of ${formatCount(total)} trials are put together by ${step}.`;
  return pruned === 0 ? text : `${text} ${formatCount(pruned)} were pruned: ${where}.`;
}

/** The figures that trials gave on their way, and where they were pruned. */
export const learningCurvesChart = defineStudyChart({
  name: 'study-learning-curves',
  title: 'Learning curves of trials',
  of: 'study',
  needs: 'figures of trials on their way',
  panels: ([study]) => {
    const info = study === undefined ? undefined : learningCurvesInfo(study);
    return info === undefined ? [] : [{ key: '', title: '', info }];
  },
  spec: learningCurvesSpec,
  legend: learningCurvesLegend,
  note: learningCurvesNote,
  size: () => ({ width: 640, height: 360 }),
});
