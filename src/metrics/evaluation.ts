import { ShapeError, TrainingError } from '../core/errors.ts';
import type { ClassIndices } from './accuracy.ts';
import { checkClass, emptyConfusion } from './confusion-matrix.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';

/** How a classifier did on labelled examples. */
export interface EvaluationResult {
  /** The mean cross-entropy, in nats. */
  readonly loss: number;
  /** From 0 to 1. */
  readonly accuracy: number;
  readonly count: number;
  readonly confusion: ConfusionMatrix;
  /** The class with the largest logit of each example; of equals, the first. */
  readonly predictions: Int32Array;
}

/**
 * The cross-entropy of one row of logits, in nats: log Σ exp(logits) − logits[label], with the largest logit taken out
 * first so that nothing overflows, in float64.
 */
function crossEntropyOfRow(
  logits: ArrayLike<number>,
  at: number,
  classes: number,
  label: number,
  max: number,
): number {
  let sum = 0;
  for (let index = 0; index < classes; index++) sum += Math.exp(logits[at + index]! - max);
  return Math.log(sum) + max - logits[at + label]!;
}

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
  readonly #confusion: number[][];
  readonly #predictions: number[] = [];
  #lossSum = 0;
  #correct = 0;

  constructor(classes: number) {
    this.#classes = classes;
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
      const loss = crossEntropyOfRow(logits, at, classes, label, logits[at + prediction]!);
      if (!Number.isFinite(loss)) throw notFinite(logits, at, classes, example);
      this.#lossSum += loss;
      if (prediction === label) this.#correct++;
      this.#confusion[label]![prediction]!++;
      this.#predictions.push(prediction);
    }
  }

  /** The figures of all batches so far; loss and accuracy are NaN before the first example. */
  result(): EvaluationResult {
    const count = this.#predictions.length;
    return {
      loss: this.#lossSum / count,
      accuracy: this.#correct / count,
      count,
      confusion: this.#confusion.map((row) => [...row]),
      predictions: Int32Array.from(this.#predictions),
    };
  }
}

function notFinite(logits: ArrayLike<number>, at: number, classes: number, example: number): TrainingError {
  const row = Array.from({ length: classes }, (_, index) => logits[at + index]!);
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
