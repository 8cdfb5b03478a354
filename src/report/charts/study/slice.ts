import type { Parameter } from '../../../tune/space/parameter.ts';
import { bestTrial, type Trial } from '../../../tune/trial.ts';
import { formatCount } from '../../format.ts';
import type { ObjectiveFacts, StudyResults } from '../../study/study-results.ts';
import { parameterNames } from '../../study/trial-table.ts';
import { valueText } from '../../study/value-text.ts';
import { defineStudyChart, type ChartPanel } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame } from '../frame.ts';
import type { LegendEntry } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { MANY_TRIALS } from './history.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markLegend, marks } from './marks.ts';
import {
  parameterAxisX,
  parameterScale,
  partOf,
  scaleParts,
  scalePlace,
  scaleText,
  type ParameterScale,
} from './parameter-scale.ts';
import { binLegend, binSeries, valueBin, type ValueBin } from './quantile-band.ts';
import { within, type ShownRange } from './shown-range.ts';
import { edgeNote, objectiveRange, valueAxisY } from './value-axis.ts';

/** A trial by the value of a parameter and by its own. */
interface SlicePoint {
  readonly trial: number;
  readonly at: number;
  readonly value: number;
}

/** What a chart of values against one parameter shows. */
interface SliceInfo {
  readonly objective: ObjectiveFacts;
  readonly scale: ParameterScale;
  /** The same for all parameters of a study. */
  readonly range: ShownRange;
  /** How many complete trials have the parameter, and how many there are. */
  readonly inUse: number;
  readonly complete: number;
  /** One a trial; none where they are put together. */
  readonly points: readonly SlicePoint[];
  readonly bins: readonly ValueBin[];
  readonly best: SlicePoint | null;
}

const PARTS = 30;
/** Beyond this many parameters nobody looks at all of them. */
const MOST_PANELS = 24;

function pointOf(parameter: Parameter, { number, params, values }: Trial): SlicePoint {
  return { trial: number, at: scalePlace(parameter, params[parameter.name]!), value: values![0]! };
}

function binned(parameter: Parameter, points: readonly SlicePoint[]): ValueBin[] {
  const parts = scaleParts(parameter, PARTS);
  const members = parts.map((): number[] => []);
  for (const { at, value } of points) members[partOf(parts, at)]!.push(value);
  return parts.flatMap((part, index) => valueBin(narrowed(parameter, part), members[index]!) ?? []);
}

/** Bars of choices stand apart from each other. */
function narrowed({ type }: Parameter, { from, at, to }: Pick<ValueBin, 'from' | 'at' | 'to'>) {
  return type === 'choice' ? { from: at - 0.3, at, to: at + 0.3 } : { from, at, to };
}

function sliceInfo(
  { objectives }: StudyResults,
  parameter: Parameter,
  complete: readonly Trial[],
): SliceInfo | undefined {
  const objective = objectives[0]!;
  const having = complete.filter(({ params }) => Object.hasOwn(params, parameter.name));
  if (having.length === 0) return undefined;
  const points = having.map((trial) => pointOf(parameter, trial));
  const best = bestTrial(having, objective.direction)!;
  const many = points.length > MANY_TRIALS;
  return {
    objective,
    scale: parameterScale(parameter),
    range: objectiveRange(
      complete.map(({ values }) => values![0]!),
      objective,
    ),
    inUse: points.length,
    complete: complete.length,
    points: many ? [] : points,
    bins: many ? binned(parameter, points) : [],
    best: pointOf(parameter, best),
  };
}

/** Trials with the same choice stand beside each other, always in the same way. */
function spread({ labels }: ParameterScale, { at, trial }: SlicePoint): number {
  return labels === undefined ? at : at + 0.5 * (((trial * 0.618034) % 1) - 0.5);
}

function tooltipText(
  { bins, points, best, scale, objective }: SliceInfo,
  series: string,
  index: number,
): string {
  if (series === 'band') {
    const { from, at, to, low, median, high, count } = bins[index]!;
    const where =
      scale.labels === undefined
        ? `${scaleText(scale, from)} to ${scaleText(scale, to)}`
        : scaleText(scale, at);
    return (
      `${where}: ${formatCount(count)} trials\nmedian ${valueText(median, objective)}\n` +
      `${valueText(low, objective)} to ${valueText(high, objective)}`
    );
  }
  const point = series === 'best' ? best! : points[index]!;
  return `trial ${point.trial}\n${scaleText(scale, point.at)}\n${valueText(point.value, objective)}`;
}

function sliceSpec(info: SliceInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { objective, scale, range, points, bins, best } = info;
  const place = (point: SlicePoint) => [spread(scale, point), within(point.value, range)];
  return {
    ...frame,
    tooltip: itemTooltip(palette, (series, index) => tooltipText(info, series, index)),
    xAxis: parameterAxisX(scale, palette),
    yAxis: valueAxisY(objective, range, palette),
    series: [
      ...binSeries(bins, (value) => within(value, range), palette, scale.labels === undefined),
      marks('complete', points.filter(({ trial }) => trial !== best?.trial).map(place), palette, 6),
      marks('best', best === null ? [] : [place(best)], palette, 11),
    ],
  };
}

function sliceLegend({ bins, points }: SliceInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return [
    markLegend('best', palette, 'best trial'),
    ...(bins.length > 0 ? binLegend(palette) : points.length > 1 ? [markLegend('complete', palette)] : []),
  ];
}

function sliceNote({ inUse, complete, range, objective, bins }: SliceInfo): string {
  const part =
    inUse === complete ? '' : `In use in ${formatCount(inUse)} of ${formatCount(complete)} complete trials. `;
  return `${part}${edgeNote(range, objective, bins.length === 0)}`.trim();
}

/** Values against each parameter, the most important one first. */
export const sliceChart = defineStudyChart({
  name: 'study-slice',
  title: 'Values by',
  of: 'study',
  needs: 'a complete trial',
  panels: ([study]) => {
    if (study === undefined) return [];
    const complete = study.trials.filter(({ state }) => state === 'complete');
    return parameterNames(study)
      .slice(0, MOST_PANELS)
      .flatMap((name): ChartPanel<SliceInfo>[] => {
        const parameter = study.space.parameters.find((candidate) => candidate.name === name)!;
        const info = sliceInfo(study, parameter, complete);
        return info === undefined ? [] : [{ key: name, title: ` ${name}`, info }];
      });
  },
  spec: sliceSpec,
  legend: sliceLegend,
  note: sliceNote,
  size: () => ({ width: 480, height: 300 }),
});
