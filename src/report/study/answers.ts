import { quantile } from '../../metrics/quantile.ts';
import type { Interval } from '../../metrics/interval.ts';
import { isEnded } from '../../tune/trial.ts';
import { formatCount, formatPoints, formatPointsInterval } from '../format.ts';
import { groupDifferences, isShown, type GroupDifference } from './group-comparison.ts';
import type { ObjectiveFacts, StudyResults } from './study-results.ts';
import { byValue, parameterNames } from './trial-table.ts';
import { valueGroups, type ValueGroup, type ValueGroups } from './value-groups.ts';
import { imageIntervalText, parameterText, valueText } from './value-text.ts';

/** What a study says of one parameter. */
export interface ParameterAnswer {
  readonly parameter: string;
  /** The value that came out best; null where no trial is complete, or the parameter takes any number. */
  readonly best: string | null;
  /** Whether it is shown to be better than the next one. */
  readonly shown: boolean;
  readonly text: string;
}

/** Of more parameters than that nobody reads the answers. */
const MOST_ANSWERS = 6;
/** A number that takes more values than that is answered by a range. */
const MOST_VALUES = 12;
/** The fewest trials whose best tenth is a range. */
const LEAST_FOR_RANGE = 20;

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** `2.72 points` or `0.031`: by how much, in the units of the objective. */
function amount(difference: number, objective: ObjectiveFacts): string {
  return objective.share ? `${formatPoints(difference)} points` : valueText(difference, objective);
}

function amountInterval({ low, high }: Interval, objective: ObjectiveFacts): string {
  return objective.share
    ? formatPointsInterval({ low, high })
    : `${valueText(low, objective)} to ${valueText(high, objective)}`;
}

/** `4,000 images and 2 seeds`: what a difference is measured by. */
function evidence(groups: readonly ValueGroup[], { images, share }: ObjectiveFacts): string {
  const seeds = Math.max(...groups.map(({ values }) => values.length));
  return [
    ...(share && images !== undefined ? [`${formatCount(images)} images`] : []),
    ...(seeds > 1 ? [`${seeds} seeds`] : []),
  ].join(' and ');
}

/** `cnn with 90.12% (95% interval 89.2–91.0%)`. */
function reached(group: ValueGroup, objective: ObjectiveFacts): string {
  const { label, mean, values } = group;
  const interval = imageIntervalText(mean, objective);
  const seeds = values.length > 1 ? ` on average over ${values.length} seeds` : '';
  const range = interval === '' ? '' : ` (95% interval ${interval})`;
  return `${label} with ${valueText(mean, objective)} ${objective.metric}${seeds}${range}`;
}

/** How far the best is from the next one. */
function margin({ difference, interval, other }: GroupDifference, objective: ObjectiveFacts): string {
  const side = objective.direction === 'maximize' ? 'above' : 'below';
  const range = interval === null ? '' : ` (95% interval ${amountInterval(interval, objective)})`;
  return `${amount(difference, objective)} ${side} ${other.label}${range}`;
}

/** What a comparison with all other values comes to. */
function comparisonText(
  parameter: string,
  groups: readonly ValueGroup[],
  objective: ObjectiveFacts,
): { text: string; shown: boolean } {
  const [best] = groups;
  const differences = groupDifferences(groups, objective);
  const [next] = differences;
  const measured = evidence(groups, objective);
  if (next === undefined)
    return { text: `${reached(best!, objective)}, the only value with a complete trial.`, shown: false };
  if (next.pValue === null) {
    return {
      text: `${reached(best!, objective)} came out best, ${margin(next, objective)}; one trial of each cannot say how much of that is chance.`,
      shown: false,
    };
  }
  if (isShown(next)) {
    const rest = differences.slice(1);
    const unsure = rest.filter((difference) => !isShown(difference)).map(({ other }) => other.label);
    const others = rest.length === 0 ? '' : `, and better than the other ${rest.length}`;
    const but = unsure.length === 0 ? others : `; not shown for ${list(unsure)}`;
    return {
      text: `${reached(best!, objective)} is best, ${margin(next, objective)}${but}.`,
      shown: true,
    };
  }
  const alike = differences.filter((difference) => !isShown(difference)).map(({ other }) => other.label);
  const worse = differences.filter(isShown).map(({ other }) => other.label);
  // A number in the middle of a sentence says what it is.
  const subject = typeof best!.value === 'number' ? `${parameter} ` : '';
  const last = worse.length === 0 ? '' : ` Shown to be worse: ${list(worse)}.`;
  return {
    text: `no difference that ${measured} can show between ${list([best!.label, ...alike])}; ${subject}${reached(best!, objective)} came out best, ${margin(next, objective)}.${last}`,
    shown: false,
  };
}

function groupsAnswer(parameter: string, found: ValueGroups, objective: ObjectiveFacts): ParameterAnswer {
  const { groups, without } = found;
  const none = without.length === 0 ? '' : ` No trial with ${list(without)} is complete.`;
  const [best] = groups;
  if (best === undefined)
    return { parameter, best: null, shown: false, text: `${parameter}: no trial is complete.` };
  const { text, shown } = comparisonText(parameter, groups, objective);
  const chosen = groups.some(({ settings }) => settings > 1)
    ? ' Each value with the other parameters that suited it best.'
    : '';
  return { parameter, best: best.label, shown, text: `${parameter}: ${text}${none}${chosen}` };
}

/** Of a number that can be anything: where the best tenth of the trials is. */
function rangeAnswer(study: StudyResults, parameter: string): ParameterAnswer {
  const having = byValue(study).filter(({ params }) => Object.hasOwn(params, parameter));
  const [first] = having;
  if (first === undefined)
    return { parameter, best: null, shown: false, text: `${parameter}: no trial is complete.` };
  const best = parameterText(first.params[parameter]!);
  const begin = `${parameter}: the best trial has ${best}`;
  if (having.length < LEAST_FOR_RANGE) return { parameter, best: null, shown: false, text: `${begin}.` };
  const tenth = having
    .slice(0, Math.max(2, Math.round(having.length / 10)))
    .map(({ params }) => params[parameter] as number)
    .sort((a, b) => a - b);
  const [low, high] = [quantile(tenth, 0), quantile(tenth, 1)].map(parameterText);
  return {
    parameter,
    best: null,
    shown: false,
    text: `${begin}; the best ${tenth.length} of ${formatCount(having.length)} lie between ${low!} and ${high!}.`,
  };
}

/**
 * One sentence for each of the parameters that a study tried, the most important ones: which value is best, by how much,
 * with what interval, or that the data show no difference.
 */
export function studyAnswers(study: StudyResults): ParameterAnswer[] {
  if (!study.trials.some(isEnded)) return [];
  return parameterNames(study)
    .slice(0, MOST_ANSWERS)
    .map((name) => {
      const parameter = study.space.parameters.find((known) => known.name === name)!;
      const values = new Set(study.trials.flatMap(({ params }) => params[name] ?? []));
      return parameter.type !== 'choice' && values.size > MOST_VALUES
        ? rangeAnswer(study, name)
        : groupsAnswer(name, valueGroups(study, name), study.objectives[0]!);
    });
}

/** What the answers rest on. */
export function answersNote(study: StudyResults): string {
  const { images, share } = study.objectives[0]!;
  const seeded = [...study.figures.values()].some(({ seedValues = [] }) => seedValues.length > 1);
  return [
    'A difference is claimed where chance gives it in less than one of twenty studies, after Holm’s correction for all values',
    ...(share && images !== undefined
      ? ['; images are counted as if each network had seen others, which is careful']
      : []),
    seeded
      ? '; the spread between seeds is taken from all values together.'
      : '. Each was trained with one seed, so that this does not say how much another seed would change.',
    ' Where no difference can be shown, the values need not be equally good.',
  ].join('');
}
