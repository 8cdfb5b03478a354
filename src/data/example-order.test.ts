import { describe, expect, it } from 'vitest';
import { exampleOrder, type Sampling } from './example-order.ts';

/** 60 examples: 40 of class 0, 13 of class 2, 3 of class 5; every tenth of the first is held out. */
const labels = Int32Array.from({ length: 56 }, (_, index) => (index < 40 ? 0 : index < 53 ? 2 : 5));
const train = Int32Array.from(labels.keys()).filter((index) => index % 10 !== 0 || index >= 40);

const order = (sampling: Sampling, epoch: number, seed = 1) =>
  exampleOrder(train, labels, { sampling, seed, epoch });

const count = (examples: Int32Array, label: number) =>
  examples.filter((index) => labels[index] === label).length;

describe('exampleOrder', () => {
  it('shuffled: has every example once, in an order of its own for each epoch and seed', () => {
    expect([...order('shuffled', 0)].sort((a, b) => a - b)).toEqual([...train]);
    expect(order('shuffled', 0)).toEqual(order('shuffled', 0));
    expect(order('shuffled', 1)).not.toEqual(order('shuffled', 0));
    expect(order('shuffled', 0, 2)).not.toEqual(order('shuffled', 0));
  });

  it('balanced: has every class equally often, up to one, and as many examples as there are', () => {
    const luck = new Set<string>();
    for (let epoch = 0; epoch < 20; epoch++) {
      const examples = order('balanced', epoch);
      expect(examples).toHaveLength(52);
      expect(examples.every((index) => train.includes(index))).toBe(true);
      const counts = [0, 2, 5].map((label) => count(examples, label));
      expect(Math.max(...counts) - Math.min(...counts)).toBe(1);
      luck.add(counts.join());
    }
    // No class always has the one more.
    expect(luck.size).toBe(3);
    expect(order('balanced', 3)).toEqual(order('balanced', 3));
  });

  it('balanced: lets the examples of a class take turns, and mixes the classes', () => {
    const examples = order('balanced', 0);
    const times = new Map<number, number>();
    for (const index of examples) times.set(index, (times.get(index) ?? 0) + 1);
    for (const label of [0, 2, 5]) {
      const members = [...train].filter((index) => labels[index] === label);
      const often = members.map((index) => times.get(index) ?? 0);
      expect(Math.max(...often) - Math.min(...often)).toBeLessThanOrEqual(1);
    }
    const first = examples.subarray(0, 26);
    for (const label of [0, 2, 5]) expect(count(first, label)).toBeGreaterThan(3);
  });

  it('balanced: takes other examples of a large class in other epochs', () => {
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 12; epoch++) for (const index of order('balanced', epoch)) seen.add(index);
    expect(seen.size).toBe(train.length);
  });
});
