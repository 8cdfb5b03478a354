import { describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import type { Dataset } from './dataset.ts';
import { subsetSchema, type Subset } from './data-spec.ts';
import { subsetDataset } from './subset.ts';

/** Forty training and twelve test images of one pixel, which is the index; four classes in turn. */
const whole: Dataset = {
  name: 'whole',
  title: 'Whole',
  imageShape: [1, 1, 1],
  classNames: ['a', 'b', 'c', 'd'],
  train: {
    images: Uint8Array.from({ length: 40 }, (_, at) => at),
    labels: Int32Array.from({ length: 40 }, (_, at) => at % 4),
  },
  test: {
    images: Uint8Array.from({ length: 12 }, (_, at) => 100 + at),
    labels: Int32Array.from({ length: 12 }, (_, at) => at % 4),
  },
  digest: 'whole',
  origin: 'a test',
  givenValidation: Int32Array.of(36, 37, 38, 39),
};

const take = (subset: unknown) => subsetDataset(whole, parseOptions(subsetSchema, subset, 'subset'));

describe('subsetDataset', () => {
  it('keeps classes alone, numbered anew in the order that is asked for, by name or number', async () => {
    const subset = await take({ classes: ['d', 1] });
    expect(subset.classNames).toEqual(['d', 'b']);
    expect([...subset.train.labels]).toEqual(Array.from({ length: 20 }, (_, at) => 1 - (at % 2)));
    expect([...subset.train.images.subarray(0, 4)]).toEqual([1, 3, 5, 7]);
    expect([...subset.test.images]).toEqual([101, 103, 105, 107, 109, 111]);
    expect([...subset.givenValidation!].map((at) => subset.train.images[at])).toEqual([37, 39]);
    expect(subset.source).toEqual({ data: 'whole', subset: { classes: ['d', 1] } });
    expect(subset.digest).not.toBe(whole.digest);
    expect(subset.title).toBe('Whole (20 of 40 training images)');
  });

  it.each<[Subset, number]>([
    [{ count: 10 }, 10],
    [{ fraction: 0.5 }, 20],
    [{ count: 6, classes: ['a', 'c'] }, 6],
  ])(
    'takes %j of the training images with shares by class, and leaves the test part',
    async (options, count) => {
      const { train, test, classNames } = await take(options);
      expect(train.labels).toHaveLength(count);
      const perClass = classNames.map((_, label) => train.labels.filter((other) => other === label).length);
      for (const size of perClass) expect(Math.abs(size - count / classNames.length)).toBeLessThan(1);
      expect(test.labels).toHaveLength(3 * classNames.length);
      for (const [at, label] of train.labels.entries())
        expect(whole.classNames[train.images[at]! % 4]).toBe(classNames[label]);
    },
  );

  it('is the same for a seed and another for another', async () => {
    const digest = async (seed: number) => (await take({ count: 10, seed })).digest;
    expect(await digest(1)).toBe(await digest(1));
    expect(await digest(1)).not.toBe(await digest(2));
  });

  it.each([
    [{}, 'subset: expected "classes", "fraction" or "count"'],
    [{ count: 3, fraction: 0.5 }, 'subset: expected "classes", "fraction" or "count"'],
    [{ fraction: 1 }, 'subset: fraction: expected a number above 0 and below 1, got 1'],
    [{ classes: ['a'] }, 'subset: classes: expected at least two classes'],
    [{ classes: ['a', 'a'] }, 'subset: classes: expected at least two classes, by name or number, each once'],
    [{ classes: ['a', 'z'] }, 'subset.classes[1]: Whole has no class "z"'],
    [{ classes: ['a', 4] }, 'subset.classes[1]: Whole has no class 4'],
    [{ classes: ['a', 0] }, 'subset.classes[1]: Whole is to give twice its class 0'],
    [{ count: 41 }, 'subset.count: 41 of 40 training examples cannot be taken'],
  ])('refuses %j', async (subset, message) => {
    await expect((async () => take(subset))()).rejects.toThrow(message);
  });
});
