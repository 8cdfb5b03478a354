import { predictedClasses, type Predictions } from './predictions.ts';

/** An example that was taken for another class. */
export interface Mistake {
  /** Its place among the examples. */
  readonly index: number;
  readonly label: number;
  readonly prediction: number;
  /** The probability of the class that it was taken for. */
  readonly probability: number;
  /** The probability of its true class. */
  readonly labelProbability: number;
}

/**
 * The mistakes whose true class was thought least probable, at most so many, which are those with the highest
 * cross-entropy: by that probability, then by that of the class that they were taken for, the higher first, then in order.
 *
 * @example
 * const predictions = { labels: Int32Array.of(0), probabilities: Float32Array.of(0.25, 0.75), classes: 2 };
 * worstMistakes(predictions, 1); // [{ index: 0, label: 0, prediction: 1, probability: 0.75, labelProbability: 0.25 }]
 */
export function worstMistakes(predictions: Predictions, most: number): Mistake[] {
  const { labels, probabilities, classes } = predictions;
  const mistakes: Mistake[] = [];
  predictedClasses(predictions).forEach((prediction, index) => {
    const label = labels[index]!;
    if (prediction === label) return;
    const at = (name: number): number => probabilities[index * classes + name]!;
    mistakes.push({
      index,
      label,
      prediction,
      probability: at(prediction),
      labelProbability: at(label),
    });
  });
  return mistakes
    .sort(
      (a, b) => a.labelProbability - b.labelProbability || b.probability - a.probability || a.index - b.index,
    )
    .slice(0, most);
}
