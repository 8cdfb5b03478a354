/** What a classifier said of labelled examples. */
export interface Predictions {
  /** The true class of each example, from 0. */
  readonly labels: Int32Array;
  /** `[labels.length, classes]`, row by row, each from 0 to 1. */
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** How the scores of classes become probabilities: of all classes together, or of each class by itself. */
export type ScoreActivation = 'softmax' | 'sigmoid';

/**
 * Probabilities of rows of logits, computed in float64.
 *
 * @param logits `[n, classes]`, row by row
 *
 * @example logitsToProbabilities([0, Math.log(3)], 2, 'softmax'); // [0.25, 0.75]
 */
export function logitsToProbabilities(
  logits: ArrayLike<number>,
  classes: number,
  activation: ScoreActivation,
): Float32Array {
  const probabilities = new Float32Array(logits.length);
  if (activation === 'sigmoid') return probabilities.map((_, index) => 1 / (1 + Math.exp(-logits[index]!)));
  for (let at = 0; at < logits.length; at += classes) {
    let max = -Infinity;
    for (let index = at; index < at + classes; index++) max = Math.max(max, logits[index]!);
    let sum = 0;
    for (let index = at; index < at + classes; index++) sum += Math.exp(logits[index]! - max);
    for (let index = at; index < at + classes; index++) {
      probabilities[index] = Math.exp(logits[index]! - max) / sum;
    }
  }
  return probabilities;
}
