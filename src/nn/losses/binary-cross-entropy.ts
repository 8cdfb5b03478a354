import { z } from 'zod';
import type { Value } from '../../graph/graph.ts';
import { concatenate } from '../../ops/concatenate.ts';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { reshape } from '../../ops/reshape.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLoss, labelSmoothingSchema, smoothed, type LossSpec } from '../loss.ts';

/**
 * Binary cross-entropy of every class by itself, in nats: −target · log p − (1 − target) · log(1 − p) with p the sigmoid
 * of the logit, averaged over examples and classes, as PyTorch's BCEWithLogitsLoss and Keras's BinaryCrossentropy, whose
 * `labelSmoothing` ε makes targets 1 − ε / 2 and ε / 2. The model's probabilities are sigmoids: they need not add up to 1.
 */
export const binaryCrossEntropyLoss = defineLoss({
  type: 'binaryCrossEntropy',
  options: z.strictObject({ labelSmoothing: labelSmoothingSchema }),
  activation: 'sigmoid',
  build: ({ labelSmoothing }, { logits, targets }) => {
    const { graph } = logits;
    const [batch, classes] = logits.shape as [number, number];
    // The sigmoid of x is the softmax of (x, 0), so each class is a choice between itself and not itself.
    const yes = smoothed(targets, labelSmoothing, 2);
    const no = subtract(graph.scalar(1), yes);
    const zeros = graph.constant('float32', [batch, classes], new Float32Array(batch * classes));
    const pair = (...two: [Value, Value]) =>
      concatenate(
        two.map((value) => reshape(value, [batch, classes, 1])),
        2,
      );
    const surprise = multiply(logSoftmax(pair(logits, zeros)), pair(yes, no));
    return { sum: multiply(reduceSum(surprise, { axes: [0, 1, 2] }), -1 / classes) };
  },
});

/** Binary cross-entropy; see `binaryCrossEntropyLoss`. @example binaryCrossEntropy() */
export function binaryCrossEntropy(options: z.input<typeof binaryCrossEntropyLoss.options> = {}): LossSpec {
  return { type: 'binaryCrossEntropy', ...options };
}
