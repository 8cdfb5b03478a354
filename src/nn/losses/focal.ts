import { z } from 'zod';
import { nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { multiply } from '../../ops/multiply.ts';
import { power } from '../../ops/power.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { softmax } from '../../ops/softmax.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLoss, labelSmoothingSchema, smoothed, type LossSpec } from '../loss.ts';

/**
 * The focal loss (Lin et al. 2017) of several classes, as Keras's CategoricalFocalCrossentropy: −Σ target · alpha ·
 * (1 − p)^gamma · log p of an example, with p the softmax of the logits. Examples that are right already count less.
 * `labelSmoothing` is that of `crossEntropy`. With a gamma of 0 and an alpha of 1 it is the cross-entropy.
 */
export const focalLoss = defineLoss({
  type: 'focal',
  options: z.strictObject({
    // Between 0 and 1 the gradient has no bound where an example is certain.
    gamma: nonNegativeNumber
      .refine((gamma) => gamma === 0 || gamma >= 1, 'Expected 0 or a number of at least 1')
      .default(2),
    alpha: positiveNumber.default(0.25),
    labelSmoothing: labelSmoothingSchema,
  }),
  activation: 'softmax',
  build: ({ gamma, alpha, labelSmoothing }, { logits, targets }) => {
    const surprise = multiply(
      logSoftmax(logits),
      smoothed(targets, labelSmoothing, logits.shape[1] as number),
    );
    const focused =
      gamma === 0
        ? surprise
        : multiply(surprise, power(subtract(logits.graph.scalar(1), softmax(logits)), gamma));
    return { sum: multiply(reduceSum(focused, { axes: [0, 1] }), -alpha) };
  },
});

/** The focal loss; see `focalLoss`. @example focal({ gamma: 2 }) */
export function focal(options: z.input<typeof focalLoss.options> = {}): LossSpec {
  return { type: 'focal', ...options };
}
