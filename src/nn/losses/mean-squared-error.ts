import { z } from 'zod';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { softmax } from '../../ops/softmax.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLoss, type LossSpec } from '../loss.ts';

/**
 * The squared distance of the probabilities (softmax of the logits) from the targets, averaged over examples and
 * classes: Keras's MeanSquaredError of a model that ends in softmax, PyTorch's MSELoss of softmaxes. Times the number of
 * classes it is the Brier score (Brier 1950).
 */
export const meanSquaredErrorLoss = defineLoss({
  type: 'meanSquaredError',
  options: z.strictObject({}),
  activation: 'softmax',
  build: (_, { logits, targets }) => {
    const away = subtract(softmax(logits), targets);
    const total = reduceSum(multiply(away, away), { axes: [0, 1] });
    return { sum: multiply(total, 1 / (logits.shape[1] as number)) };
  },
});

/** The squared error of probabilities; see `meanSquaredErrorLoss`. @example meanSquaredError() */
export function meanSquaredError(): LossSpec {
  return { type: 'meanSquaredError' };
}
