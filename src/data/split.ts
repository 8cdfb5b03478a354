import { OptionError } from '../core/errors.ts';
import { permutation, randomStream } from '../core/random.ts';

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

/** How many examples go into validation. */
function validationCount(total: number, { fraction, count }: SplitOptions): number {
  if ((fraction === undefined) === (count === undefined)) {
    throw new OptionError('a split needs either a fraction or a count', {
      value: { fraction, count },
      expected: 'one of fraction and count',
      hint: 'Give { fraction: 0.1 } or { count: 5000 }.',
    });
  }
  if (fraction !== undefined && !(fraction > 0 && fraction < 1)) {
    throw new OptionError(`the validation fraction must be above 0 and below 1; got ${fraction}`, {
      value: fraction,
      expected: 'a number above 0 and below 1',
      hint: 'For a number of examples, give a count.',
    });
  }
  const wanted = count ?? Math.round(total * fraction!);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > total - 1) {
    const given = count === undefined ? `a fraction of ${fraction!}` : `a count of ${count}`;
    throw new OptionError(`${given} of ${total} examples leaves nothing to train or to validate with`, {
      value: count ?? fraction,
      expected: `1 to ${total - 1} examples for validation`,
      hint: 'Both parts need one example at least.',
    });
  }
  return wanted;
}

/**
 * How many of each class: the exact share rounded down, and one more for the classes with the largest remainders until
 * the total is reached (Hamilton's method), the lower class first where remainders are equal.
 */
function apportion(sizes: readonly number[], wanted: number, total: number): number[] {
  // Whole numbers throughout: sizes times counts stay far below 2⁵³.
  const shares = sizes.map((size) => Math.floor((size * wanted) / total));
  const remainders = sizes.map((size, index) => size * wanted - shares[index]! * total);
  const byRemainder = sizes.map((_, index) => index).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  const left = wanted - shares.reduce((sum, share) => sum + share, 0);
  for (const index of byRemainder.slice(0, left)) shares[index]! += 1;
  return shares;
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
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new OptionError(`the seed of a split must be a whole number, zero or more; got ${seed}`, {
      value: seed,
      expected: 'a safe integer, zero or more',
      hint: 'Any such number gives a split of its own.',
    });
  }
  const wanted = validationCount(labels.length, options);
  const groups = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const key = stratified ? label : 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  });
  const ordered = [...groups].sort(([a], [b]) => a - b);
  const shares = apportion(
    ordered.map(([, members]) => members.length),
    wanted,
    labels.length,
  );
  const isValidation = new Uint8Array(labels.length);
  ordered.forEach(([label, members], position) => {
    const order = permutation(randomStream(seed, 'validation-split', label), members.length);
    for (const member of order.subarray(0, shares[position])) isValidation[members[member]!] = 1;
  });
  const all = Int32Array.from(labels.keys());
  return {
    train: all.filter((index) => isValidation[index] === 0),
    validation: all.filter((index) => isValidation[index] === 1),
  };
}
