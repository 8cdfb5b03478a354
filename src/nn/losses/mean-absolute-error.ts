import { z } from 'zod';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { relu } from '../../ops/relu.ts';
import { softmax } from '../../ops/softmax.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLoss, type LossSpec } from '../loss.ts';

/**
 * The distance of the probabilities (softmax of the logits) from the targets, averaged over examples and classes: Keras's
 * MeanAbsoluteError of a model that ends in softmax, PyTorch's L1Loss of softmaxes.
 */
export const meanAbsoluteErrorLoss = defineLoss({
  type: 'meanAbsoluteError',
  options: z.strictObject({}),
  activation: 'softmax',
  build: (_, { logits, targets }) => {
    const probabilities = softmax(logits);
    const above = relu(subtract(probabilities, targets));
    const below = relu(subtract(targets, probabilities));
    const total = reduceSum(add(above, below), { axes: [0, 1] });
    return { sum: multiply(total, 1 / (logits.shape[1] as number)) };
  },
});

/** The absolute error of probabilities; see `meanAbsoluteErrorLoss`. @example meanAbsoluteError() */
export function meanAbsoluteError(): LossSpec {
  return { type: 'meanAbsoluteError' };
}
