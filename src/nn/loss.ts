import type { z } from 'zod';
import { fractionBelowOne } from '../core/option-schemas.ts';
import type { Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { cast } from '../ops/cast.ts';
import { equal } from '../ops/equal.ts';
import { multiply } from '../ops/multiply.ts';
import { reshape } from '../ops/reshape.ts';

/** A loss as data: its type and its options. */
export interface LossSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** How the scores of the classes become probabilities: of all classes together, or of each class by itself. */
export type ScoreActivation = 'softmax' | 'sigmoid';

/** What a loss compares. */
export interface LossContext {
  /** float32 [batch, classes]: scores of any size; see `logitsOf`. */
  readonly logits: Value;
  /**
   * float32 [batch, classes]: the probability of each class; 1 for the label and 0 for the others where examples are
   * not mixed.
   */
  readonly targets: Value;
}

/** The loss of a batch: its mean is `sum` divided by `weight`, or by the number of examples where there is none. */
export interface LossTerms {
  /** A float32 scalar. */
  readonly sum: Value;
  /** A float32 scalar. */
  readonly weight?: Value;
}

/** A loss; a new one is one new file and one line of the index. */
export interface LossDefinition<Options extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly options: Options;
  /** How a model that was trained with it gives probabilities. */
  readonly activation: ScoreActivation;
  /**
   * The options for a number of classes and, where they are known, the numbers of their training examples. Raises
   * `OptionError` where they do not fit.
   */
  forClasses?(
    options: z.output<Options>,
    classes: number,
    counts: readonly number[] | undefined,
  ): z.output<Options>;
  /** Whether, with these options, it is plain cross-entropy of labels, which needs no graph to evaluate. */
  isCrossEntropy?(options: z.output<Options>): boolean;
  /** Adds the loss of a batch to the graph. */
  build(options: z.output<Options>, context: LossContext): LossTerms;
}

export function defineLoss<Options extends z.ZodType>(
  definition: LossDefinition<Options>,
): LossDefinition<Options> {
  return definition;
}

/** The share of the target that label smoothing spreads over all classes. */
export const labelSmoothingSchema = fractionBelowOne.default(0);

/** Labels, int32 [batch], as probabilities, float32 [batch, classes]: 1 for the label and 0 for the other classes. */
export function oneHot(labels: Value, classes: number): Value {
  const everyClass = labels.graph.constant(
    'int32',
    [1, classes],
    Int32Array.from({ length: classes }, (_, k) => k),
  );
  return cast(equal(reshape(labels, [labels.shape[0]!, 1]), everyClass), 'float32');
}

/** Target probabilities of which a share is spread evenly: 1 − share + share / choices for a label (Szegedy et al. 2016). */
export function smoothed(targets: Value, share: number, choices: number): Value {
  return share === 0 ? targets : add(multiply(targets, 1 - share), share / choices);
}
