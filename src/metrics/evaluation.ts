import { ShapeError, TrainingError } from '../core/errors.ts';
import type { ClassIndices } from './accuracy.ts';
import { checkClass, emptyConfusion } from './confusion-matrix.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { logitsToProbabilities, type ScoreActivation } from './predictions.ts';

/** How a classifier did on labelled examples. */
export interface EvaluationResult {
  /** The mean loss; cross-entropy, in nats, where nothing else was trained with. */
  readonly loss: number;
  /** From 0 to 1. */
  readonly accuracy: number;
  readonly count: number;
  readonly confusion: ConfusionMatrix;
  /** The class with the largest logit of each example; of equals, the first. */
  readonly predictions: Int32Array;
  /** `[count, classes]`, row by row. */
  readonly probabilities: Float32Array;
}

/** How logits are understood. */
export interface EvaluationOptions {
  /** The loss to add up; cross-entropy by default. */
  readonly lossOf?: BatchLoss;
  /** What makes probabilities of logits; softmax by default. */
  readonly activation?: ScoreActivation;
}

/** The loss of a batch: its mean over all examples is the sum of `sum` divided by that of `weight`. */
export type BatchLoss = (
  logits: ArrayLike<number>,
  labels: ClassIndices,
) => { readonly sum: number; readonly weight: number };

/**
 * The cross-entropy of rows of logits, in nats: log Σ exp(logits) − logits[label], with the largest logit taken out
 * first so that nothing overflows, in float64.
 */
export const crossEntropy: BatchLoss = (logits, labels) => {
  const classes = logits.length / labels.length;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const at = row * classes;
    const max = logits[at + largest(logits, at, classes)]!;
    let sum = 0;
    for (let index = 0; index < classes; index++) sum += Math.exp(logits[at + index]! - max);
    total += Math.log(sum) + max - logits[at + labels[row]!]!;
  }
  return { sum: total, weight: labels.length };
};

function largest(logits: ArrayLike<number>, at: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++) {
    if (logits[at + index]! > logits[at + best]!) best = index;
  }
  return best;
}

/**
 * Adds up loss, accuracy and confusion matrix over batches, so that a whole data set need not be held as logits.
 *
 * @example
 * const evaluation = new Evaluation(2);
 * evaluation.add(Float32Array.of(2, 0, 0, 2), [0, 0]);
 * evaluation.result().accuracy; // 0.5
 */
export class Evaluation {
  readonly #classes: number;
  readonly #lossOf: BatchLoss;
  readonly #activation: ScoreActivation;
  readonly #confusion: number[][];
  readonly #predictions: number[] = [];
  readonly #probabilities: Float32Array[] = [];
  #lossSum = 0;
  #weight = 0;
  #correct = 0;

  constructor(classes: number, { lossOf = crossEntropy, activation = 'softmax' }: EvaluationOptions = {}) {
    this.#classes = classes;
    this.#lossOf = lossOf;
    this.#activation = activation;
    this.#confusion = emptyConfusion(classes);
  }

  /**
   * Adds a batch.
   *
   * @param logits `[labels.length, classes]`, row by row
   * @throws ShapeError where sizes or labels do not fit, TrainingError where a logit is not a finite number
   */
  add(logits: ArrayLike<number>, labels: ClassIndices): void {
    const classes = this.#classes;
    if (logits.length !== labels.length * classes) {
      throw new ShapeError(`evaluation: got ${logits.length} logits for ${labels.length} labels`, {
        value: logits.length,
        expected: `${labels.length} × ${classes} logits`,
      });
    }
    for (let row = 0; row < labels.length; row++) {
      const at = row * classes;
      const label = labels[row]!;
      const example = this.#predictions.length;
      checkClass('evaluation: label', label, classes, example);
      const prediction = largest(logits, at, classes);
      if (prediction === label) this.#correct++;
      this.#confusion[label]![prediction]!++;
      this.#predictions.push(prediction);
    }
    const { sum, weight } = this.#lossOf(logits, labels);
    if (!Number.isFinite(sum)) throw this.#notFinite(logits, labels);
    this.#probabilities.push(logitsToProbabilities(logits, classes, this.#activation));
    this.#lossSum += sum;
    this.#weight += weight;
  }

  /** The error of a batch whose loss is not a number: of its first example where that is so. */
  #notFinite(logits: ArrayLike<number>, labels: ClassIndices): TrainingError {
    const rowAt = (row: number) => Array.from(logits).slice(row * this.#classes, (row + 1) * this.#classes);
    const rows = Array.from({ length: labels.length }, (_, row) => row);
    const first = rows.find((row) => !Number.isFinite(this.#lossOf(rowAt(row), [labels[row]!]).sum)) ?? 0;
    return notFinite(rowAt(first), this.#predictions.length - labels.length + first);
  }

  /** The figures of all batches so far; loss and accuracy are NaN before the first example. */
  result(): EvaluationResult {
    const count = this.#predictions.length;
    const probabilities = new Float32Array(count * this.#classes);
    let at = 0;
    for (const batch of this.#probabilities) {
      probabilities.set(batch, at);
      at += batch.length;
    }
    return {
      loss: this.#lossSum / this.#weight,
      accuracy: this.#correct / count,
      count,
      confusion: this.#confusion.map((row) => [...row]),
      predictions: Int32Array.from(this.#predictions),
      probabilities,
    };
  }
}

function notFinite(row: readonly number[], example: number): TrainingError {
  return new TrainingError(`evaluation: the logits of example ${example} are [${row.join(', ')}]`, {
    value: row,
    expected: 'finite numbers',
    hint: 'The weights have most likely diverged: try a smaller learning rate, or clip gradients.',
  });
}

/**
 * Loss, accuracy, confusion matrix and predictions of logits `[n, classes]`.
 *
 * @throws ShapeError where `logits` is not a whole number of rows, one a label; TrainingError as `Evaluation.add`
 */
export function evaluateLogits(logits: ArrayLike<number>, labels: ClassIndices): EvaluationResult {
  const classes = labels.length === 0 ? 0 : logits.length / labels.length;
  if (!Number.isInteger(classes)) {
    throw new ShapeError(`evaluateLogits: got ${logits.length} logits for ${labels.length} labels`, {
      value: logits.length,
      expected: 'the same number of logits for each label',
    });
  }
  const evaluation = new Evaluation(classes);
  evaluation.add(logits, labels);
  return evaluation.result();
}
