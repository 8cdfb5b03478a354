import { permutation, randomStream } from '../core/random.ts';

/** How an epoch goes through the training examples. */
export const samplings = ['shuffled', 'balanced'] as const;
export type Sampling = (typeof samplings)[number];

export interface OrderOptions {
  readonly sampling: Sampling;
  /** Whether the order is drawn; if not, examples come as they stand. */
  readonly shuffle?: boolean;
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
}

/**
 * The examples of an epoch in order, as many as there are training examples.
 *
 * `shuffled`: every example once, in a random order. `balanced`: every class equally often, up to one example, in a random
 * order; the examples of a class take turns, so that none comes again before all others of the class have. Classes
 * without training examples are left out. The seed and the epoch decide alone. Without `shuffle` the examples come as
 * they stand, for `balanced` class by class.
 *
 * @param train the training examples, as indices into `labels`
 * @param labels one class index an example
 */
export function exampleOrder(
  train: Int32Array,
  labels: Int32Array,
  options: OrderOptions,
): Int32Array<ArrayBuffer> {
  const { sampling, shuffle = true, seed, epoch } = options;
  const chosen = sampling === 'balanced' ? balanced(train, labels, seed, epoch) : train;
  if (!shuffle) return Int32Array.from(chosen);
  const order = permutation(randomStream(seed, 'shuffle', epoch), train.length);
  return Int32Array.from(order, (place) => chosen[place]!);
}

/** As many examples as there are, every class equally often. */
function balanced(train: Int32Array, labels: Int32Array, seed: number, epoch: number): Int32Array {
  const classes = new Map<number, number[]>();
  for (const example of train) {
    const label = labels[example]!;
    const members = classes.get(label);
    if (members) members.push(example);
    else classes.set(label, [example]);
  }
  const ordered = [...classes].sort(([a], [b]) => a - b);
  // Who gets one example more where the classes do not divide the epoch.
  const luck = permutation(randomStream(seed, 'balance', epoch), ordered.length);
  const share = Math.floor(train.length / ordered.length);
  const left = train.length - share * ordered.length;
  const chosen = new Int32Array(train.length);
  let count = 0;
  ordered.forEach(([label, members], index) => {
    const wanted = share + (luck[index]! < left ? 1 : 0);
    for (let taken = 0; taken < wanted; taken++) {
      if (taken % members.length === 0) {
        randomStream(seed, 'balance-class', epoch, label, taken).shuffle(members);
      }
      chosen[count++] = members[taken % members.length]!;
    }
  });
  return chosen;
}
