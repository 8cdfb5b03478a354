import { z } from 'zod';
import { add } from '../../ops/add.ts';
import { cast } from '../../ops/cast.ts';
import { equal } from '../../ops/equal.ts';
import { log } from '../../ops/log.ts';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLoss, labelSmoothingSchema, smoothed, type LossSpec } from '../loss.ts';

/**
 * The Kullback-Leibler divergence of the model's probabilities from the targets, in nats: Σ target · log(target / p) of
 * an example, as PyTorch's KLDivLoss with `batchmean` and Keras's KLDivergence. For plain labels it is the cross-entropy;
 * with `labelSmoothing` (as that of `crossEntropy`) or mixed examples it is less by the entropy of the targets, so that
 * 0 is the best possible value.
 */
export const klDivergenceLoss = defineLoss({
  type: 'klDivergence',
  options: z.strictObject({ labelSmoothing: labelSmoothingSchema }),
  activation: 'softmax',
  build: ({ labelSmoothing }, { logits, targets }) => {
    const goal = smoothed(targets, labelSmoothing, logits.shape[1] as number);
    // 0 · log 0 is 0: where the target is 0, the logarithm is taken of 1.
    const isZero = cast(equal(goal, logits.graph.scalar(0)), 'float32');
    const ratio = subtract(log(add(goal, isZero)), logSoftmax(logits));
    return { sum: reduceSum(multiply(goal, ratio), { axes: [0, 1] }) };
  },
});

/** The Kullback-Leibler divergence; see `klDivergenceLoss`. @example klDivergence({ labelSmoothing: 0.1 }) */
export function klDivergence(options: z.input<typeof klDivergenceLoss.options> = {}): LossSpec {
  return { type: 'klDivergence', ...options };
}
