import { OptionError } from '../core/errors.ts';
import { confidentJoint, type ConfidentJoint } from './confident-joint.ts';
import { checkPredictions, predictedClasses, type Predictions } from './predictions.ts';
import { quantile } from './quantile.ts';

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

/** Which examples are taken for wrongly labelled; each name but the first is the paper's. */
const METHODS = {
  implausible: byImplausible,
  noiseRate: byNoiseRate,
  class: byClass,
  both: (context: Context) => intersection(byNoiseRate(context), byClass(context)),
  joint: byJoint,
} as const satisfies Record<string, (context: Context) => Set<number>>;

/** The names of the methods, the default first. */
export const labelIssueMethods = Object.keys(METHODS) as readonly (keyof typeof METHODS)[];

const RANKS = {
  selfConfidence: (a: LabelIssue, b: LabelIssue) => a.selfConfidence - b.selfConfidence,
  margin: (a: LabelIssue, b: LabelIssue) => b.margin - a.margin,
} as const satisfies Record<string, (a: LabelIssue, b: LabelIssue) => number>;

/**
 * Of labels that are drawn at random `implausible` finds this share: more would be found with more that are right among
 * them, as models that are not sure of every image give every class some probability.
 */
const RECALL = 0.85;

/** What `findLabelIssues` may be told. */
export interface LabelIssueOptions {
  /**
   * `implausible`, the default: all whose label is no more probable than a label drawn at random: than 85 of 100 of
   * them are, or all on average, whichever is more. So it finds 85% of wrong labels if they are drawn at random, and
   * more where models are sure of what they see. `noiseRate`: for each pair of classes as many as the confident joint estimates, those with the largest
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
 * Finds examples whose label is likely wrong, from what models say of them that have not seen them. An example whose own
 * label is the most probable class is never among them.
 *
 * By default these are the examples whose label is as improbable as labels are that they do not have. The other methods
 * are those of confident learning (Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in
 * dataset labels"), which estimate how many examples of each label are of each other class, and take those that look most
 * like it. They take what a model confuses for wrong labels, so with a model that is right on nine of ten images half of
 * what they find is rightly labelled; in exchange they also find labels that are wrong in a pattern, of classes that are
 * alike.
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
  { method = 'implausible', rankBy = 'selfConfidence' }: LabelIssueOptions = {},
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

function byImplausible({ predictions, members, probabilityOf }: Context): Set<number> {
  const { labels, classes } = predictions;
  const others = new Float32Array(labels.length * (classes - 1));
  let at = 0;
  labels.forEach((label, example) => {
    for (let index = 0; index < classes; index++) {
      if (index !== label) others[at++] = probabilityOf(example, index);
    }
  });
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  const threshold = Math.max(quantile(others.sort(), RECALL), mean);
  const examples = members.flat();
  return new Set(examples.filter((example) => probabilityOf(example, labels[example]!) <= threshold));
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
