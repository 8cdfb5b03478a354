import { OptionError } from '../core/errors.ts';
import type { PartPredictions, RunPredictions } from './predictions.ts';
import type { Run } from './record.ts';

/** What runs said of training images that they had not been trained on. */
export interface HeldOutPredictions extends PartPredictions {
  /** Which of the data's training images these are, rising; each is there once. */
  readonly indices: Int32Array;
}

/** A run, and what it said of the images that it held out. */
export interface HeldOutRun {
  readonly run: Run;
  readonly predictions: RunPredictions;
}

/**
 * Puts together what runs said of their validation images, such as the folds of a cross-validation, by the numbers of the
 * training images.
 *
 * @param runs one or more, on the same data
 * @throws OptionError where the data are not the same, or two runs held out the same image
 */
export function mergeHeldOut(runs: readonly HeldOutRun[]): HeldOutPredictions {
  const [first] = runs;
  if (first === undefined) {
    throw new OptionError('there are no runs to put together', { value: runs, expected: 'one run or more' });
  }
  const { classes } = first.predictions.validation;
  const rows = new Map<number, { readonly from: HeldOutRun; readonly row: number }>();
  for (const from of runs) {
    checkSameData(first.run, from.run);
    from.predictions.validation.indices.forEach((index, row) => {
      const earlier = rows.get(index);
      if (earlier !== undefined) throw heldOutTwice(earlier.from.run, from.run, index);
      rows.set(index, { from, row });
    });
  }
  const indices = Int32Array.from(rows.keys()).sort();
  const labels = new Int32Array(indices.length);
  const probabilities = new Float32Array(indices.length * classes);
  indices.forEach((index, at) => {
    const { from, row } = rows.get(index)!;
    const { validation } = from.predictions;
    labels[at] = validation.labels[row]!;
    probabilities.set(validation.probabilities.subarray(row * classes, (row + 1) * classes), at * classes);
  });
  return { indices, labels, probabilities, classes };
}

function checkSameData(first: Run, other: Run): void {
  if (first.record.data.digest === other.record.data.digest) return;
  throw new OptionError(`${first.id} and ${other.id} were trained on different data`, {
    value: [first.record.data.title, other.record.data.title],
    expected: 'runs on the same data, such as the folds of one cross-validation',
  });
}

function heldOutTwice(first: Run, second: Run, index: number): OptionError {
  return new OptionError(`${first.id} and ${second.id} both held out training image ${index}`, {
    value: index,
    expected: 'runs that held out different images, such as the folds of one cross-validation',
    hint: 'Name the runs of one cross-validation, each once: "atelier train … --folds 5" prints them.',
  });
}
