import type { Predictions } from './predictions.ts';

/** The distance of 1 from the next larger float32: what scikit-learn keeps float32 probabilities from 0 and 1 by. */
const EPSILON = 2 ** -23;

/**
 * The mean of −ln p of the true class, in nats, 0 or more; NaN where there are no examples. As scikit-learn's
 * `log_loss` of a float32 array: p is first brought into 2⁻²³ … 1 − 2⁻²³, so that a single certain and wrong prediction
 * costs 15.9 and not everything.
 *
 * @example logLoss({ labels: Int32Array.of(0), probabilities: Float32Array.of(0.5, 0.5), classes: 2 }); // 0.693…
 */
export function logLoss({ labels, probabilities, classes }: Predictions): number {
  let sum = 0;
  labels.forEach((label, example) => {
    sum -= Math.log(Math.min(Math.max(probabilities[example * classes + label]!, EPSILON), 1 - EPSILON));
  });
  return sum / labels.length;
}
