import { OptionError } from '../core/errors.ts';
import { permutation, randomStream } from '../core/random.ts';

/** Which examples are drawn, and by what name of a random stream. */
export interface SampleOptions {
  readonly seed: number;
  /** What the sample is for, as the name of its random stream. */
  readonly purpose: string;
  /** Whether every class keeps its share, within one example. */
  readonly stratified: boolean;
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
 * The examples of each class in a random order, the lowest class first; all as one class where the sample is not
 * stratified. The same labels, seed and purpose give the same order on every machine.
 */
export function shuffledClasses(
  labels: Int32Array,
  { seed, purpose, stratified }: SampleOptions,
): Int32Array[] {
  checkSeed(seed);
  const groups = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const key = stratified ? label : 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  });
  const ordered = [...groups].sort(([a], [b]) => a - b);
  return ordered.map(([label, members]) => {
    const order = permutation(randomStream(seed, purpose, label), members.length);
    return order.map((position) => members[position]!);
  });
}

/** Draws `count` examples: 1 for those that are drawn, 0 for the others. */
export function drawSample(labels: Int32Array, count: number, options: SampleOptions): Uint8Array {
  const classes = shuffledClasses(labels, options);
  const shares = apportion(
    classes.map(({ length }) => length),
    count,
    labels.length,
  );
  const drawn = new Uint8Array(labels.length);
  classes.forEach((members, position) => {
    for (const member of members.subarray(0, shares[position])) drawn[member] = 1;
  });
  return drawn;
}

/** The indices where a sample has the value, ascending. */
export function indicesWhere(drawn: Uint8Array, value: 0 | 1): Int32Array {
  return Int32Array.from(drawn.keys()).filter((index) => drawn[index] === value);
}

function checkSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new OptionError(`the seed of a split must be a whole number, zero or more; got ${seed}`, {
    value: seed,
    expected: 'a safe integer, zero or more',
    hint: 'Any such number gives a split of its own.',
  });
}
