import { OptionError } from '../core/errors.ts';
import { randomStream, type RandomStream } from '../core/random.ts';
import { emptyConfusion, type ConfusionMatrix } from './confusion-matrix.ts';
import type { Interval } from './interval.ts';
import { selectExamples, type Predictions } from './predictions.ts';
import { quantile } from './quantile.ts';

/** How examples are drawn anew. */
export interface BootstrapOptions {
  /** How often; a whole number from 1, 1,000 by default. */
  readonly resamples?: number;
  /** The share of resamples inside the interval, between 0 and 1; 0.95 by default. */
  readonly confidence?: number;
  /** Of the draws, 0 or more; the same seed gives the same interval. 0 by default. */
  readonly seed?: number;
}

/** Where the middle resamples lie. */
export interface BootstrapInterval extends Interval {
  /** How many resamples the interval is made of: those for which the figure was defined. */
  readonly resamples: number;
}

/**
 * The interval of any figure by the percentile bootstrap (Efron 1979, "Bootstrap methods"): examples are drawn with
 * replacement, as many as there are, again and again, and the figure is computed of each draw. It tells how much the
 * choice of the examples matters, and nothing of how much other seeds of the training would.
 *
 * A draw for which the figure is null or NaN, such as the ROC AUC of a class that was not drawn, does not count.
 *
 * @param count how many examples there are, 1 or more
 * @param figure of the examples with these indices, some of them several times; the array is used again for the next
 *   draw
 * @returns null where the figure was never defined
 * @throws OptionError where an option is out of its range
 *
 * @example bootstrapInterval(hits.length, (drawn) => drawn.reduce((sum, index) => sum + hits[index]!, 0) / drawn.length);
 */
export function bootstrapInterval(
  count: number,
  figure: (indices: Int32Array) => number | null,
  { resamples = 1000, confidence = 0.95, seed = 0 }: BootstrapOptions = {},
): BootstrapInterval | null {
  checkOptions(count, resamples, confidence, seed);
  const indices = new Int32Array(count);
  const words = new Uint32Array(count);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    drawIndices(randomStream(seed, 'bootstrap', resample), words, indices);
    const value = figure(indices);
    if (value !== null && !Number.isNaN(value)) values.push(value);
  }
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const outside = (1 - confidence) / 2;
  return { low: quantile(sorted, outside), high: quantile(sorted, 1 - outside), resamples: values.length };
}

/**
 * `bootstrapInterval` of a figure of the confusion matrix, such as the macro F1; fast, because nothing but cells is
 * drawn.
 *
 * @example bootstrapConfusion(confusion, (drawn) => macroMean(perClass(drawn)).f1);
 */
export function bootstrapConfusion(
  confusion: ConfusionMatrix,
  figure: (confusion: ConfusionMatrix) => number | null,
  options?: BootstrapOptions,
): BootstrapInterval | null {
  const classes = confusion.length;
  const cells = Int32Array.from(
    confusion.flatMap((row, label) =>
      row.flatMap((count, prediction) => new Array<number>(count).fill(label * classes + prediction)),
    ),
  );
  const counts = new Int32Array(classes * classes);
  const drawn = emptyConfusion(classes);
  return bootstrapInterval(
    cells.length,
    (indices) => {
      counts.fill(0);
      for (const index of indices) counts[cells[index]!]!++;
      counts.forEach((count, cell) => (drawn[Math.floor(cell / classes)]![cell % classes] = count));
      return figure(drawn);
    },
    options,
  );
}

/**
 * `bootstrapInterval` of any figure of predictions, such as the log-loss or an area under a ROC curve.
 *
 * @example bootstrapPredictions(predictions, logLoss, { resamples: 200 });
 */
export function bootstrapPredictions(
  predictions: Predictions,
  figure: (predictions: Predictions) => number | null,
  options?: BootstrapOptions,
): BootstrapInterval | null {
  return bootstrapInterval(
    predictions.labels.length,
    (indices) => figure(selectExamples(predictions, indices)),
    options,
  );
}

/** Fills `indices` with numbers from 0 to its length − 1, each equally likely. `words` is as long, and overwritten. */
function drawIndices(stream: RandomStream, words: Uint32Array, indices: Int32Array): void {
  const count = indices.length;
  stream.fillUint32(words);
  // Words beyond the last multiple of the count are drawn anew, so that the remainder is fair.
  const limit = 0x100000000 - (0x100000000 % count);
  for (let at = 0; at < count; at++) {
    const word = words[at]!;
    indices[at] = word < limit ? word % count : stream.integer(count);
  }
}

function checkOptions(count: number, resamples: number, confidence: number, seed: number): void {
  const refuse = (name: string, value: number, expected: string): never => {
    throw new OptionError(`bootstrap: ${name}: expected ${expected}, got ${value}`, { value, expected });
  };
  if (!Number.isInteger(count) || count < 1) refuse('examples', count, 'a whole number from 1');
  if (!Number.isInteger(resamples) || resamples < 1) refuse('resamples', resamples, 'a whole number from 1');
  if (!(confidence > 0 && confidence < 1)) refuse('confidence', confidence, 'a number between 0 and 1');
  if (!Number.isSafeInteger(seed) || seed < 0) refuse('seed', seed, 'a whole number from 0');
}
