import type { CustomSeriesOption } from 'echarts/charts';
import { quantile } from '../../../metrics/quantile.ts';
import { bestTrial, type Trial } from '../../../tune/trial.ts';
import type { Parameter } from '../../../tune/space/parameter.ts';
import { formatCount } from '../../format.ts';
import type { ObjectiveFacts, StudyResults } from '../../study/study-results.ts';
import { parameterNames } from '../../study/trial-table.ts';
import { valueText } from '../../study/value-text.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame } from '../frame.ts';
import type { LegendEntry } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markColor, markLegend, marks } from './marks.ts';
import {
  parameterAxisX,
  parameterAxisY,
  parameterScale,
  partOf,
  scaleParts,
  scalePlace,
  scaleText,
  type ParameterScale,
  type ScalePart,
} from './parameter-scale.ts';

/** Trials whose two parameters are near each other. */
interface ContourCell {
  readonly x: ScalePart;
  readonly y: ScalePart;
  readonly median: number;
  readonly count: number;
  /** How good the median is among those of all cells, from 0, the worst, to 1. */
  readonly rank: number;
}

type Place = readonly [x: number, y: number];

/** What a chart of values by two parameters shows. */
interface ContourInfo {
  readonly objective: ObjectiveFacts;
  readonly x: ParameterScale;
  readonly y: ParameterScale;
  /** Only where there are trials. */
  readonly cells: readonly ContourCell[];
  /** Each trial; none where there are too many. */
  readonly trials: readonly Place[];
  readonly best: { readonly trial: number; readonly value: number; readonly at: Place };
}

const MOST_PARTS = 14;
const LEAST_PARTS = 3;
/** More dots than that hide the cells. */
const MOST_DOTS = 300;

/** Parts of which about three trials are in each, were they spread evenly. */
function partCount(trials: number): number {
  return Math.max(LEAST_PARTS, Math.min(MOST_PARTS, Math.round(Math.sqrt(trials / 3))));
}

function cellsOf(
  trials: readonly Trial[],
  [first, second]: readonly [Parameter, Parameter],
  { direction }: ObjectiveFacts,
): ContourCell[] {
  const count = partCount(trials.length);
  const [xs, ys] = [scaleParts(first, count), scaleParts(second, count)];
  const members = new Map<number, number[]>();
  for (const { params, values } of trials) {
    const x = partOf(xs, scalePlace(first, params[first.name]!));
    const y = partOf(ys, scalePlace(second, params[second.name]!));
    const key = y * xs.length + x;
    members.set(key, [...(members.get(key) ?? []), values![0]!]);
  }
  const cells = [...members].map(([key, values]) => ({
    x: xs[key % xs.length]!,
    y: ys[Math.floor(key / xs.length)]!,
    median: quantile(
      values.sort((a, b) => a - b),
      0.5,
    ),
    count: values.length,
  }));
  const worstFirst = cells.toSorted((a, b) =>
    direction === 'maximize' ? a.median - b.median : b.median - a.median,
  );
  return worstFirst.map((cell, index) => ({
    ...cell,
    rank: cells.length === 1 ? 1 : index / (cells.length - 1),
  }));
}

/** The two parameters that matter most of those that most trials have. */
function twoParameters(study: StudyResults, complete: readonly Trial[]): [Parameter, Parameter] | undefined {
  const usual = parameterNames(study).filter(
    (name) => 2 * complete.filter(({ params }) => Object.hasOwn(params, name)).length >= complete.length,
  );
  if (usual.length < 2) return undefined;
  return usual.slice(0, 2).map((name) => study.space.parameters.find((known) => known.name === name)!) as [
    Parameter,
    Parameter,
  ];
}

function contourInfo(study: StudyResults): ContourInfo | undefined {
  const complete = study.trials.filter(({ state }) => state === 'complete');
  const objective = study.objectives[0]!;
  const parameters = twoParameters(study, complete);
  if (parameters === undefined) return undefined;
  const having = complete.filter(({ params }) => parameters.every(({ name }) => Object.hasOwn(params, name)));
  const best = bestTrial(having, objective.direction);
  if (best === undefined) return undefined;
  const place = ({ params }: Trial): Place => {
    const [x, y] = parameters.map((parameter) => scalePlace(parameter, params[parameter.name]!));
    return [x!, y!];
  };
  return {
    objective,
    x: parameterScale(parameters[0]),
    y: parameterScale(parameters[1]),
    cells: cellsOf(having, parameters, objective),
    trials: having.length > MOST_DOTS ? [] : having.filter((trial) => trial !== best).map(place),
    best: { trial: best.number, value: best.values![0]!, at: place(best) },
  };
}

/** How strong the colour of a cell is: the best are the strongest, and the worst can still be seen. */
function strength(rank: number): number {
  return 0.08 + 0.72 * rank ** 1.5;
}

function cellSeries({ cells }: ContourInfo, palette: ChartPalette): CustomSeriesOption {
  return {
    type: 'custom',
    name: 'cells',
    clip: true,
    renderItem: (parameters, api) => {
      const { x, y, rank } = cells[parameters.dataIndex]!;
      const [x1, y1] = api.coord([x.from, y.to]) as [number, number];
      const [x2, y2] = api.coord([x.to, y.from]) as [number, number];
      return {
        type: 'rect',
        shape: {
          x: x1 + 0.5,
          y: y1 + 0.5,
          width: Math.max(1, x2 - x1 - 1),
          height: Math.max(1, y2 - y1 - 1),
        },
        style: { fill: markColor('complete', palette), opacity: strength(rank) },
      };
    },
    encode: { x: 0, y: 1 },
    data: cells.map(({ x, y }) => [x.at, y.at]),
  };
}

function tooltipText(info: ContourInfo, series: string, index: number): string {
  const { x, y, objective, best } = info;
  if (series === 'best')
    return (
      `trial ${best.trial}: ${valueText(best.value, objective)}\n` +
      `${x.name} ${scaleText(x, best.at[0])}\n${y.name} ${scaleText(y, best.at[1])}`
    );
  if (series !== 'cells') return '';
  const cell = info.cells[index]!;
  const span = (scale: ParameterScale, { from, at, to }: ScalePart): string =>
    scale.labels === undefined
      ? `${scaleText(scale, from)} to ${scaleText(scale, to)}`
      : scaleText(scale, at);
  return (
    `${x.name} ${span(x, cell.x)}\n${y.name} ${span(y, cell.y)}\n` +
    `median ${valueText(cell.median, objective)} of ${formatCount(cell.count)} ${cell.count === 1 ? 'trial' : 'trials'}`
  );
}

function contourSpec(info: ContourInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { x, y, trials, best } = info;
  return {
    ...frame,
    tooltip: itemTooltip(palette, (series, index) => tooltipText(info, series, index)),
    xAxis: parameterAxisX(x, palette),
    yAxis: { ...parameterAxisY(y, palette), splitLine: { show: false } },
    series: [
      cellSeries(info, palette),
      marks('dot', trials, palette, 5),
      marks('best', [best.at], palette, 12),
    ],
  };
}

function contourLegend(info: ContourInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return [
    markLegend('best', palette, 'best trial'),
    ...(info.trials.length === 0 ? [] : [markLegend('dot', palette)]),
  ];
}

function contourNote({ cells, objective }: ContourInfo): string {
  const ordered = cells.map(({ median }) => median);
  const [worst, best] = [ordered[0]!, ordered.at(-1)!].map((value) => valueText(value, objective));
  return (
    `Cells are coloured by the median ${objective.metric} of the trials in them, from ${worst!}, the palest, to ` +
    `${best!}. Where there is no cell, nothing was tried to its end.`
  );
}

/** Values by the two parameters that matter most. */
export const contourChart = defineStudyChart({
  name: 'study-contour',
  title: 'Values by the two most important parameters',
  of: 'study',
  panels: ([study]) => {
    const info = study === undefined ? undefined : contourInfo(study);
    return info === undefined ? [] : [{ key: '', title: '', info }];
  },
  spec: contourSpec,
  legend: contourLegend,
  note: contourNote,
  size: () => ({ width: 560, height: 400 }),
});
