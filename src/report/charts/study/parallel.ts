import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { Parameter } from '../../../tune/space/parameter.ts';
import type { Trial } from '../../../tune/trial.ts';
import { formatCount } from '../../format.ts';
import type { ObjectiveFacts, StudyResults } from '../../study/study-results.ts';
import { byValue, parameterNames } from '../../study/trial-table.ts';
import { axisName, valueTick } from '../../study/value-text.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame } from '../frame.ts';
import { shorten, type LegendEntry } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { rowAxis, rowGrid } from '../row-axis.ts';
import { formatTick } from '../tick-format.ts';
import { markColor } from './marks.ts';
import { parameterScale, scalePlace, type ParameterScale } from './parameter-scale.ts';
import { within, type ShownRange } from './shown-range.ts';
import { objectiveRange } from './value-axis.ts';

/** A trial's way through the rows: where it crosses each, from 0 to 1; null where the parameter is not in use. */
interface ParallelLine {
  readonly trial: number;
  readonly places: readonly (number | null)[];
}

/** What a chart of trials through all parameters shows. */
interface ParallelInfo {
  readonly objective: ObjectiveFacts;
  readonly range: ShownRange;
  /** A row each; the last row is the objective. */
  readonly scales: readonly ParameterScale[];
  /** The best tenth, the best trial first. */
  readonly best: readonly ParallelLine[];
  readonly others: readonly ParallelLine[];
  /** How many complete trials there are, and of how many there is no line. */
  readonly total: number;
  readonly left: number;
  readonly omittedParameters: number;
}

const MOST_ROWS = 10;
const MOST_BEST = 30;
const MOST_OTHERS = 120;

/** From 0 to 1 along the row. */
function share(scale: ParameterScale, place: number): number {
  const [low, high, at] = scale.log
    ? [Math.log(scale.low), Math.log(scale.high), Math.log(place)]
    : [scale.low, scale.high, place];
  return (at - low) / (high - low);
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function lineOf(
  { number, params, values }: Trial,
  parameters: readonly Parameter[],
  scales: readonly ParameterScale[],
  range: ShownRange,
): ParallelLine {
  const places = parameters.map((parameter, row) =>
    Object.hasOwn(params, parameter.name)
      ? rounded(share(scales[row]!, scalePlace(parameter, params[parameter.name]!)))
      : null,
  );
  const value = within(values![0]!, range);
  return { trial: number, places: [...places, rounded((value - range.min) / (range.max - range.min))] };
}

/** At most so many, evenly from the best to the worst. */
function sample<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]!);
}

function parallelInfo(study: StudyResults): ParallelInfo | undefined {
  const objective = study.objectives[0]!;
  const ordered = byValue(study);
  const names = parameterNames(study);
  if (ordered.length < 2 || names.length < 2) return undefined;
  const parameters = names
    .slice(0, MOST_ROWS)
    .map((name) => study.space.parameters.find((known) => known.name === name)!);
  const scales = parameters.map(parameterScale);
  const range = objectiveRange(
    ordered.map(({ values }) => values![0]!),
    objective,
  );
  const tenth = Math.max(1, Math.min(MOST_BEST, Math.round(ordered.length / 10)));
  const others = sample(ordered.slice(tenth), MOST_OTHERS);
  const lines = (trials: readonly Trial[]): ParallelLine[] =>
    trials.map((trial) => lineOf(trial, parameters, scales, range));
  return {
    objective,
    range,
    scales,
    best: lines(ordered.slice(0, tenth)),
    others: lines(others),
    total: ordered.length,
    left: ordered.length - tenth - others.length,
    omittedParameters: names.length - parameters.length,
  };
}

/** Lines of trials as one series with gaps between them; a parameter that is not in use is passed by. */
function lineSeries(
  name: string,
  lines: readonly ParallelLine[],
  lineStyle: LineSeriesOption['lineStyle'],
): LineSeriesOption {
  return {
    type: 'line',
    name,
    silent: true,
    emphasis: { disabled: true },
    symbol: 'none',
    ...(lineStyle === undefined ? {} : { lineStyle }),
    data: lines.flatMap(({ places }) => [
      ...places.flatMap((place, row) => (place === null ? [] : [[place, row]])),
      ['-', '-'],
    ]),
  };
}

interface RowLabel {
  readonly at: number;
  readonly row: number;
  readonly text: string;
}

/** The ends of each row, and the values of choices. */
function rowLabels({ scales, range, objective }: ParallelInfo): RowLabel[] {
  const own = scales.flatMap((scale, row): RowLabel[] =>
    scale.labels === undefined
      ? [
          { at: 0, row, text: formatTick(scale.low) },
          { at: 1, row, text: formatTick(scale.high) },
        ]
      : scale.labels.map((label, index) => ({ at: share(scale, index), row, text: shorten(label, 12) })),
  );
  const row = scales.length;
  return [
    ...own,
    { at: 0, row, text: valueTick(range.min, objective) },
    { at: 1, row, text: valueTick(range.max, objective) },
  ];
}

function labelSeries(info: ParallelInfo, palette: ChartPalette): CustomSeriesOption {
  const labels = rowLabels(info);
  return {
    type: 'custom',
    name: 'labels',
    silent: true,
    z: 5,
    renderItem: (parameters, api) => {
      const { at, row, text } = labels[parameters.dataIndex]!;
      const [x, y] = api.coord([at, row]) as [number, number];
      return {
        type: 'text',
        style: {
          x,
          y: y + 5,
          text,
          fill: palette.muted,
          stroke: palette.ground,
          lineWidth: 3,
          font: '11px system-ui, sans-serif',
          align: at === 0 ? 'left' : at === 1 ? 'right' : 'center',
          verticalAlign: 'top',
        },
      };
    },
    encode: { x: 0, y: 1 },
    data: labels.map(({ at, row }) => [at, row]),
  };
}

function parallelSpec(info: ParallelInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { scales, objective, best, others } = info;
  const names = [...scales.map(({ name }) => name), axisName(objective)];
  const rows = names.map((name, at) => ({ name: shorten(name, 20), at }));
  const axis = rowAxis(rows, palette);
  const line = (lines: readonly ParallelLine[], name: string, style: LineSeriesOption['lineStyle']) =>
    lineSeries(name, lines, style);
  return {
    ...frame,
    grid: { ...rowGrid(rows), right: 24 },
    tooltip: { show: false },
    xAxis: { type: 'value', min: 0, max: 1, show: false },
    yAxis: { ...axis, splitLine: { ...axis.splitLine, lineStyle: { color: palette.grid } } },
    series: [
      line(others, 'others', {
        color: palette.muted,
        width: 1,
        opacity: others.length > 40 ? 0.2 : 0.4,
      }),
      line(best.slice(1), 'best tenth', { color: markColor('complete', palette), width: 1.5, opacity: 0.8 }),
      line(best.slice(0, 1), 'best', { color: markColor('best', palette), width: 2.5 }),
      labelSeries(info, palette),
    ],
  };
}

function parallelLegend({ best, others }: ParallelInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  const entry = (label: string, color: string): LegendEntry => ({ label, color, mark: { line: 'solid' } });
  return [
    entry(`best: trial ${best[0]!.trial}`, markColor('best', palette)),
    ...(best.length > 1 ? [entry(`next ${best.length - 1}`, markColor('complete', palette))] : []),
    ...(others.length > 0 ? [entry('others', palette.muted)] : []),
  ];
}

function parallelNote({ total, left, omittedParameters, scales, others }: ParallelInfo): string {
  return [
    'A line is a trial, from its parameters to its value; it passes by parameters that are not in use.',
    left > 0
      ? `Of ${formatCount(total)} complete trials the best and ${formatCount(others.length)} others, evenly from good to bad.`
      : '',
    omittedParameters > 0 ? `The ${scales.length} most important parameters.` : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** Trials as lines through all parameters to the value, the rows below each other so that they fit a phone. */
export const parallelChart = defineStudyChart({
  name: 'study-parallel',
  title: 'Parallel coordinates',
  of: 'study',
  panels: ([study]) => {
    const info = study === undefined ? undefined : parallelInfo(study);
    return info === undefined ? [] : [{ key: '', title: '', info }];
  },
  spec: parallelSpec,
  legend: parallelLegend,
  note: parallelNote,
  size: ({ scales }) => ({ width: 640, height: 40 + 62 * (scales.length + 1) }),
});
