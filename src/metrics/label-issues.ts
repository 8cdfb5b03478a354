import { OptionError } from '../core/errors.ts';
import { confidentJoint, type ConfidentJoint } from './confident-joint.ts';
import { checkPredictions, predictedClasses, type Predictions } from './predictions.ts';

/** An example whose label is likely wrong. */
export interface LabelIssue {
  /** The row of the predictions. */
  readonly example: number;
  /** The label that it has. */
  readonly given: number;
  /** The most probable class. */
  readonly suggested: number;
  /** The probability of the given label: low where it is likely wrong. */
  readonly selfConfidence: number;
  /** By how much the suggested class is more probable than the given one, above 0 and at most 1. */
  readonly margin: number;
}

/** Which examples are taken for wrongly labelled; each name is the paper's. */
const METHODS = {
  noiseRate: byNoiseRate,
  class: byClass,
  both: (context: Context) => intersection(byNoiseRate(context), byClass(context)),
  joint: byJoint,
} as const satisfies Record<string, (context: Context) => Set<number>>;

const RANKS = {
  selfConfidence: (a: LabelIssue, b: LabelIssue) => a.selfConfidence - b.selfConfidence,
  margin: (a: LabelIssue, b: LabelIssue) => b.margin - a.margin,
} as const satisfies Record<string, (a: LabelIssue, b: LabelIssue) => number>;

/** What `findLabelIssues` may be told. */
export interface LabelIssueOptions {
  /**
   * `noiseRate`, the default: for each pair of classes as many as the confident joint estimates, those with the largest
   * margin between the two. `class`: for each label as many as it estimates for all other classes, those with the
   * smallest self-confidence. `both`: what both find. `joint`: all that are confidently of another class.
   */
  readonly method?: keyof typeof METHODS;
  /** What the list is ordered by, the most suspicious first: small self-confidence, the default, or a large margin. */
  readonly rankBy?: keyof typeof RANKS;
}

interface Context {
  readonly predictions: Predictions;
  readonly joint: ConfidentJoint;
  /** The examples of each label. */
  readonly members: readonly (readonly number[])[];
  readonly probabilityOf: (example: number, index: number) => number;
}

/**
 * Finds examples whose label is likely wrong, by confident learning (Northcutt, Jiang and Chuang 2021, "Confident
 * learning: estimating uncertainty in dataset labels"): it estimates how many examples of each label are of each other
 * class, and takes those that look most like it. An example whose own label is the most probable class is never among
 * them.
 *
 * @param predictions out of sample: of models that have not been trained on these examples, as by k folds. A model that
 *   has seen a wrong label has learnt it, and finds nothing.
 * @returns the most suspicious first
 * @throws ShapeError or OptionError where the predictions or options are not what they have to be
 *
 * @example
 * for (const { example, given, suggested } of findLabelIssues(predictions)) console.log(example, given, suggested);
 */
export function findLabelIssues(
  predictions: Predictions,
  { method = 'noiseRate', rankBy = 'selfConfidence' }: LabelIssueOptions = {},
): LabelIssue[] {
  checkPredictions('findLabelIssues', predictions);
  checkName('method', method, METHODS);
  checkName('rankBy', rankBy, RANKS);
  const { labels, probabilities, classes } = predictions;
  const members = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, example) => members[label]!.push(example));
  const probabilityOf = (example: number, index: number): number => probabilities[example * classes + index]!;
  const chosen = METHODS[method]({ predictions, joint: confidentJoint(predictions), members, probabilityOf });
  const predicted = predictedClasses(predictions);
  return [...chosen]
    .map((example): LabelIssue => {
      const given = labels[example]!;
      const suggested = predicted[example]!;
      const selfConfidence = probabilityOf(example, given);
      return {
        example,
        given,
        suggested,
        selfConfidence,
        margin: probabilityOf(example, suggested) - selfConfidence,
      };
    })
    .filter(({ margin }) => margin > 0)
    .sort((a, b) => RANKS[rankBy](a, b) || a.example - b.example);
}

function byNoiseRate({ joint, members, probabilityOf }: Context): Set<number> {
  const chosen = new Set<number>();
  joint.estimate.forEach((row, given) => {
    row.forEach((estimate, other) => {
      if (other === given) return;
      const margin = (example: number): number =>
        probabilityOf(example, other) - probabilityOf(example, given);
      for (const example of first(members[given]!, estimate, (a, b) => margin(b) - margin(a)))
        chosen.add(example);
    });
  });
  return chosen;
}

function byClass({ joint, members, probabilityOf }: Context): Set<number> {
  return new Set(
    joint.estimate.flatMap((row, given) => {
      const others = row.reduce((sum, estimate, other) => sum + (other === given ? 0 : estimate), 0);
      return first(members[given]!, others, (a, b) => probabilityOf(a, given) - probabilityOf(b, given));
    }),
  );
}

function byJoint({ predictions, joint }: Context): Set<number> {
  const chosen = new Set<number>();
  joint.confident.forEach((confident, example) => {
    if (confident >= 0 && confident !== predictions.labels[example]) chosen.add(example);
  });
  return chosen;
}

/** As many examples as `count` says, to the nearest whole number, that come first in an order. */
function first(
  examples: readonly number[],
  count: number,
  compare: (a: number, b: number) => number,
): number[] {
  const most = Math.round(count);
  return most === 0 ? [] : examples.toSorted(compare).slice(0, most);
}

function intersection(a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> {
  return new Set([...a].filter((example) => b.has(example)));
}

function checkName(option: string, name: string, known: object): void {
  if (Object.hasOwn(known, name)) return;
  const expected = Object.keys(known).join(', ');
  throw new OptionError(`findLabelIssues: ${option}: expected one of ${expected}; got ${name}`, {
    value: name,
    expected,
  });
}
