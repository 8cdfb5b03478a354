import type { Graph, Value } from '../graph/graph.ts';
import { oneHot, type LossSpec } from '../nn/loss.ts';
import { resolveLoss } from '../nn/losses/index.ts';
import { logitsOf } from '../nn/logits.ts';
import type { RegularizerSpec } from '../nn/regularizer.ts';
import type { BuiltModel } from '../nn/model.ts';
import { argMax } from '../ops/arg-max.ts';
import { cast } from '../ops/cast.ts';
import { divide } from '../ops/divide.ts';
import { equal } from '../ops/equal.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { overSlices } from '../ops/sum-over-slices.ts';
import { withPenalties } from './regularization.ts';
import { trainingNames } from './training-names.ts';

/** What the examples of a batch show. */
export interface BatchTargets {
  /** int32 [batch]: the class of each example. */
  readonly labels: Value;
  /** float32 [batch, classes]: the probability of each class, where examples are mixed; by default all for the label. */
  readonly targets?: Value;
}

/**
 * Adds the loss of a batch, with what regularisers add to it as in Keras, and its number of right answers as outputs of the
 * graph; returns what to minimise, of which each slice of the batch has its share, and whether examples weigh differently.
 */
export function addLoss(
  graph: Graph,
  built: BuiltModel,
  batch: BatchTargets,
  spec: LossSpec,
  regularizers: readonly RegularizerSpec[] = [],
  slices = 1,
): { readonly loss: Value; readonly weighted: boolean } {
  const { loss: ofModel, logits, weighted } = modelLoss(spec, built, batch);
  const mean = withPenalties(ofModel, regularizers, built.parameters);
  const correct = rightAnswers(argMax(logits), batch);
  const loss = slices === 1 ? mean : multiply(mean, 1 / slices);
  graph.output(trainingNames.loss, overSlices(loss, slices));
  graph.output(trainingNames.correct, overSlices(correct, slices));
  return { loss, weighted };
}

/** How many answers are right; of a mixed example the probability that its target gives to the answer. */
function rightAnswers(answers: Value, { labels, targets }: BatchTargets): Value {
  if (!targets) return reduceSum(cast(equal(answers, cast(labels, 'int64')), 'float32'), { axes: [0] });
  const answered = oneHot(cast(answers, 'int32'), targets.shape[1] as number);
  return reduceSum(multiply(answered, targets), { axes: [0, 1] });
}

/** The mean loss of a batch, a float32 scalar; the logits, float32 [batch, classes]; whether examples weigh differently. */
export function modelLoss(
  spec: LossSpec,
  built: BuiltModel,
  { labels, targets }: BatchTargets,
): { readonly loss: Value; readonly logits: Value; readonly weighted: boolean } {
  const { definition, options } = resolveLoss(spec);
  const logits = logitsOf(built.output, definition.activation);
  const [batch, classes] = logits.shape as [number, number];
  const { sum, weight } = definition.build(options, { logits, targets: targets ?? oneHot(labels, classes) });
  const loss = weight ? divide(sum, weight) : multiply(sum, 1 / batch);
  return { loss, logits, weighted: weight !== undefined };
}
