import type { LineSeriesOption } from 'echarts/charts';
import { paretoFront } from '../../../tune/pareto.ts';
import { formatCount } from '../../format.ts';
import { directionsOf, type ObjectiveFacts, type StudyResults } from '../../study/study-results.ts';
import { axisName, valueText } from '../../study/value-text.ts';
import { defineStudyChart, type ChartPanel } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { extent } from '../extent.ts';
import { frame } from '../frame.ts';
import type { LegendEntry } from '../legend.ts';
import { logarithmic } from '../log-axis.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markColor, markLegend, marks } from './marks.ts';
import { within, type ShownRange } from './shown-range.ts';
import { objectiveRange, valueAxisX, valueAxisY } from './value-axis.ts';

/** One of the two axes. */
interface ParetoAxis {
  readonly objective: ObjectiveFacts;
  readonly range: ShownRange;
  /** The least and the greatest value, where it is logarithmic. */
  readonly log: { readonly low: number; readonly high: number } | null;
}

/** A trial by its values of two objectives. */
interface ParetoPoint {
  readonly trial: number;
  readonly x: number;
  readonly y: number;
}

/** What a chart of two objectives against each other shows. */
interface ParetoInfo {
  readonly x: ParetoAxis;
  readonly y: ParetoAxis;
  /** How many objectives the study has. */
  readonly objectives: number;
  /** By rising x. */
  readonly front: readonly ParetoPoint[];
  readonly frontCount: number;
  readonly others: readonly ParetoPoint[];
  /** How many trials that others dominate are not drawn. */
  readonly left: number;
}

const MOST_OTHERS = 400;
/** A front of more trials than that is drawn by some of them. */
const MOST_FRONT = 400;
/** Values that differ by so much are told apart on a logarithmic axis alone. */
const LOG_RATIO = 50;

function paretoAxis(objective: ObjectiveFacts, values: readonly number[]): ParetoAxis {
  const { low, high } = extent(values);
  const log = !objective.share && low > 0 && high / low >= LOG_RATIO ? { low, high } : null;
  return { objective, range: objectiveRange(values, objective), log };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** At most so many, evenly chosen. */
function sample<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]!);
}

function paretoInfos(
  study: StudyResults,
): { readonly pair: readonly [number, number]; readonly info: ParetoInfo }[] {
  const { objectives, trials } = study;
  const complete = trials.filter(({ state }) => state === 'complete');
  if (complete.length === 0) return [];
  const front = new Set(paretoFront(complete, directionsOf(study)));
  const dominated = complete.filter((trial) => !front.has(trial));
  const shown = sample(dominated, MOST_OTHERS);
  const axes = objectives.map((objective, place) =>
    paretoAxis(
      objective,
      complete.map(({ values }) => values![place]!),
    ),
  );
  const pairs = objectives.flatMap((_, x) =>
    objectives.flatMap((__, y): [number, number][] => (y < x ? [[x, y]] : [])),
  );
  return pairs.map(([x, y]) => {
    const point = ({ number, values }: (typeof complete)[number]): ParetoPoint => ({
      trial: number,
      x: rounded(values![x]!),
      y: rounded(values![y]!),
    });
    return {
      pair: [x, y] as const,
      info: {
        x: axes[x]!,
        y: axes[y]!,
        objectives: objectives.length,
        front: sample(
          [...front].map(point).sort((a, b) => a.x - b.x || a.y - b.y),
          MOST_FRONT,
        ),
        frontCount: front.size,
        others: shown.map(point),
        left: dominated.length - shown.length,
      },
    };
  });
}

function placed({ range, log }: ParetoAxis, value: number): number {
  return log === null ? within(value, range) : value;
}

function axisOption({ objective, range, log }: ParetoAxis, side: 'x' | 'y', palette: ChartPalette) {
  const linear = side === 'x' ? valueAxisX(objective, range, palette) : valueAxisY(objective, range, palette);
  if (log === null) return linear;
  const { min: _, max: __, interval: ___, ...style } = linear;
  return logarithmic(style, log);
}

/** From trial to trial of the front, by the way of what each of them is not better than. */
function frontLine({ front, x, y, objectives }: ParetoInfo, palette: ChartPalette): LineSeriesOption {
  return {
    type: 'line',
    name: 'front line',
    silent: true,
    emphasis: { disabled: true },
    // What is as good as a trial in x is on its worse side.
    step: x.objective.direction === 'minimize' ? 'end' : 'start',
    symbol: 'none',
    lineStyle: { color: markColor('best', palette), width: 1.5, type: [4, 4] },
    // Of more objectives, these two do not make a line.
    data: objectives > 2 ? [] : front.map((point) => [placed(x, point.x), placed(y, point.y)]),
  };
}

function paretoSpec(info: ParetoInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { x, y, front, others } = info;
  const place = (point: ParetoPoint) => [placed(x, point.x), placed(y, point.y)];
  return {
    ...frame,
    tooltip: itemTooltip(palette, (series, index) => {
      const point = (series === 'best' ? front : others)[index]!;
      return (
        `trial ${point.trial}\n${axisName(y.objective)}: ${valueText(point.y, y.objective)}\n` +
        `${axisName(x.objective)}: ${valueText(point.x, x.objective)}`
      );
    }),
    xAxis: axisOption(x, 'x', palette),
    yAxis: axisOption(y, 'y', palette),
    series: [
      marks('complete', others.map(place), palette, 5),
      frontLine(info, palette),
      marks('best', front.map(place), palette, 10),
    ],
  };
}

function paretoLegend(
  { frontCount, others }: ParetoInfo,
  palette: ChartPalette = pagePalette,
): LegendEntry[] {
  return [
    markLegend('best', palette, `Pareto front, ${formatCount(frontCount)} trials`),
    ...(others.length === 0 ? [] : [markLegend('complete', palette, 'others')]),
  ];
}

function paretoNote({ left, objectives, x, y, front, frontCount, others }: ParetoInfo): string {
  const beyond = [...front, ...others].filter(
    (point) => placed(x, point.x) !== point.x || placed(y, point.y) !== point.y,
  ).length;
  return [
    objectives > 2
      ? 'A trial that looks beaten here is better than others in an objective that is not drawn.'
      : '',
    frontCount > front.length ? `Of the front ${formatCount(front.length)} trials are drawn.` : '',
    left > 0 ? `${formatCount(left)} more trials that others beat are not drawn.` : '',
    beyond > 0
      ? `${formatCount(beyond)} far worse than most ${beyond === 1 ? 'stands' : 'stand'} at an edge.`
      : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** Two objectives against each other, with the trials that no other beats; a drawing a pair of objectives. */
export const paretoChart = defineStudyChart({
  name: 'study-pareto',
  title: 'Pareto front',
  of: 'study',
  panels: ([study]) => {
    if (study === undefined) return [];
    const several = study.objectives.length > 2;
    return paretoInfos(study).map(({ info }): ChartPanel<ParetoInfo> => {
      const [x, y] = [info.x.objective.metric, info.y.objective.metric];
      return { key: several ? `${y}-${x}` : '', title: `: ${y} and ${x}`, info };
    });
  },
  spec: paretoSpec,
  legend: paretoLegend,
  note: paretoNote,
  size: () => ({ width: 560, height: 380 }),
});
