import { OptionError } from '../core/errors.ts';
import { drawSample, indicesWhere } from './sample.ts';

export interface SplitOptions {
  /** The share of the examples that goes into validation, above 0 and below 1; give this or `count`. */
  readonly fraction?: number | undefined;
  /** How many examples go into validation. */
  readonly count?: number | undefined;
  readonly seed: number;
  /** Whether every class keeps its share, within one example; true unless given. */
  readonly stratified?: boolean | undefined;
}

/** Two sets of indices into the same examples, each in ascending order; together they are all of them. */
export interface TrainValidationSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** How many examples are held out. */
function heldOutCount(total: number, { fraction, count }: SplitOptions, purpose: string): number {
  if ((fraction === undefined) === (count === undefined)) {
    throw new OptionError('a split needs either a fraction or a count', {
      value: { fraction, count },
      expected: 'one of fraction and count',
      hint: 'Give { fraction: 0.1 } or { count: 5000 }.',
    });
  }
  if (fraction !== undefined && !(fraction > 0 && fraction < 1)) {
    throw new OptionError(`the ${purpose} fraction must be above 0 and below 1; got ${fraction}`, {
      value: fraction,
      expected: 'a number above 0 and below 1',
      hint: 'For a number of examples, give a count.',
    });
  }
  const wanted = count ?? Math.round(total * fraction!);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > total - 1) {
    const given = count === undefined ? `a fraction of ${fraction!}` : `a count of ${count}`;
    const what = purpose === 'validation' ? 'validate' : 'test';
    throw new OptionError(`${given} of ${total} examples leaves nothing to train or to ${what} with`, {
      value: count ?? fraction,
      expected: total < 2 ? 'at least two examples' : `1 to ${total - 1} examples for ${purpose}`,
      hint: 'Both parts need one example at least.',
    });
  }
  return wanted;
}

/**
 * Splits examples into those to train with and those to validate with. The same labels, options and seed give the same
 * split on every machine.
 *
 * @param labels one class index an example
 * @throws OptionError where a part would be empty, for both or none of `fraction` and `count`, and for a seed that is no
 *   whole number, zero or more
 */
export function trainValidationSplit(labels: Int32Array, options: SplitOptions): TrainValidationSplit {
  const { seed, stratified = true } = options;
  const count = heldOutCount(labels.length, options, 'validation');
  const drawn = drawSample(labels, count, { seed, stratified, purpose: 'validation-split' });
  return { train: indicesWhere(drawn, 0), validation: indicesWhere(drawn, 1) };
}

/**
 * Splits the examples of a data set that comes without a test part, every class keeping its share within one example.
 *
 * @throws OptionError as {@link trainValidationSplit}
 */
export function trainTestSplit(
  labels: Int32Array,
  options: Omit<SplitOptions, 'stratified'>,
): { readonly train: Int32Array; readonly test: Int32Array } {
  const count = heldOutCount(labels.length, options, 'test');
  const drawn = drawSample(labels, count, { seed: options.seed, stratified: true, purpose: 'test-split' });
  return { train: indicesWhere(drawn, 0), test: indicesWhere(drawn, 1) };
}
