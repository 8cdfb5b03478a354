import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { relu } from '../../ops/relu.ts';
import { reshape } from '../../ops/reshape.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLoss, type LossSpec } from '../loss.ts';

/**
 * The multi-class hinge loss of Weston and Watkins (1999), as PyTorch's MultiMarginLoss:
 * Σ max(0, margin − score of the label + score)^power over the other classes, divided by the number of classes; not
 * Keras's CategoricalHinge, which takes the worst of the other classes alone. For mixed examples it is the mean of their
 * labels' losses. Scores are not log-probabilities: what an exported model gives is their softmax, which ranks the
 * classes but is not calibrated.
 */
export const hingeLoss = defineLoss({
  type: 'hinge',
  options: z.strictObject({
    margin: positiveNumber.default(1),
    power: z.literal([1, 2], 'Expected 1 or 2').default(1),
  }),
  activation: 'softmax',
  build: ({ margin, power }, { logits, targets }) => {
    const [batch, classes] = logits.shape as [number, number];
    // [batch, label, other]: how far each class is within the margin of each possible label.
    const others = reshape(logits, [batch, 1, classes]);
    const labels = reshape(logits, [batch, classes, 1]);
    const within = relu(add(subtract(others, labels), margin));
    const losses = power === 2 ? multiply(within, within) : within;
    // The label itself is within by exactly the margin, always.
    const ofLabel = subtract(reduceSum(losses, { axes: [2] }), logits.graph.scalar(margin ** power));
    return { sum: multiply(reduceSum(multiply(targets, ofLabel), { axes: [0, 1] }), 1 / classes) };
  },
});

/** The multi-class hinge loss; see `hingeLoss`. @example hinge({ margin: 1 }) */
export function hinge(options: z.input<typeof hingeLoss.options> = {}): LossSpec {
  return { type: 'hinge', ...options };
}
