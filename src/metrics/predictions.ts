import { OptionError, ShapeError } from '../core/errors.ts';
import { checkClass } from './confusion-matrix.ts';

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
  const shares = new Float64Array(classes);
  for (let at = 0; at < logits.length; at += classes) {
    let max = -Infinity;
    for (let index = 0; index < classes; index++) max = Math.max(max, logits[at + index]!);
    let sum = 0;
    for (let index = 0; index < classes; index++) sum += shares[index] = Math.exp(logits[at + index]! - max);
    for (let index = 0; index < classes; index++) probabilities[at + index] = shares[index]! / sum;
  }
  return probabilities;
}

/**
 * Throws unless there are as many probabilities as labels times classes, each from 0 to 1, and every label is a class.
 *
 * @throws ShapeError of sizes and labels, OptionError of probabilities
 */
export function checkPredictions(where: string, { labels, probabilities, classes }: Predictions): void {
  if (probabilities.length !== labels.length * classes) {
    throw new ShapeError(
      `${where}: got ${probabilities.length} probabilities for ${labels.length} labels of ${classes} classes`,
      { value: probabilities.length, expected: `${labels.length} × ${classes} probabilities` },
    );
  }
  for (let example = 0; example < labels.length; example++) {
    checkClass(`${where}: label`, labels[example], classes, example);
  }
  const at = probabilities.findIndex((value) => !(value >= 0 && value <= 1));
  if (at >= 0) {
    throw new OptionError(
      `${where}: got probability ${probabilities[at]!} at example ${Math.floor(at / classes)}, class ${at % classes}`,
      { value: probabilities[at], expected: 'from 0 to 1' },
    );
  }
}

/**
 * The most probable class of each example; of equals, the first.
 *
 * @example
 * const predictions = { labels: Int32Array.of(0), probabilities: Float32Array.of(0.2, 0.4, 0.4), classes: 3 };
 * predictedClasses(predictions); // [1]
 */
export function predictedClasses({
  probabilities,
  classes,
}: Pick<Predictions, 'probabilities' | 'classes'>): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, example) => {
    const start = example * classes;
    let best = start;
    for (let at = start + 1; at < start + classes; at++) {
      if (probabilities[at]! > probabilities[best]!) best = at;
    }
    return best - start;
  });
}

/**
 * The predictions of some examples, in the order of `indices`, which may name one several times.
 *
 * @example selectExamples(predictions, [0, 0, 2]).labels.length; // 3
 */
export function selectExamples(
  { labels, probabilities, classes }: Predictions,
  indices: ArrayLike<number>,
): Predictions {
  const selected = {
    labels: new Int32Array(indices.length),
    probabilities: new Float32Array(indices.length * classes),
    classes,
  };
  for (let at = 0; at < indices.length; at++) {
    const example = indices[at]!;
    selected.labels[at] = labels[example]!;
    for (let index = 0; index < classes; index++) {
      selected.probabilities[at * classes + index] = probabilities[example * classes + index]!;
    }
  }
  return selected;
}
