import type { Predictions } from './predictions.ts';

/**
 * The Brier score: the mean over examples of the squared distance of the probabilities from 1 for the true class and 0
 * for the others, from 0 (best) to 2; NaN where there are no examples (Brier 1950, "Verification of forecasts expressed
 * in terms of probability"; scikit-learn's `brier_score_loss(scale_by_half=False)`).
 *
 * @example brierScore({ labels: Int32Array.of(0), probabilities: Float32Array.of(0.5, 0.5), classes: 2 }); // 0.5
 */
export function brierScore({ labels, probabilities, classes }: Predictions): number {
  let sum = 0;
  labels.forEach((label, example) => {
    for (let index = 0; index < classes; index++) {
      sum += (probabilities[example * classes + index]! - (index === label ? 1 : 0)) ** 2;
    }
  });
  return sum / labels.length;
}
