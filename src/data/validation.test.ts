import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import { foldSplit } from './folds.ts';
import { trainTestSplit, trainValidationSplit } from './split.ts';
import { splitExamples, validationSchema } from './validation.ts';

const labels = Int32Array.from({ length: 60 }, (_, index) => index % 3);

describe('foldSplit', () => {
  it('lets every example validate once, in folds and classes that are even within one', () => {
    const cases = fc.record({
      labels: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 60 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.nat(),
      stratified: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ labels: list, share, seed, stratified }) => {
        const given = Int32Array.from(list);
        const folds = 2 + Math.floor(share * (given.length - 2));
        const splits = Array.from({ length: folds }, (_, index) =>
          foldSplit(given, { folds, fold: index + 1, seed, stratified }),
        );
        const all = splits.flatMap(({ validation }) => [...validation]);
        expect(all.sort((a, b) => a - b)).toEqual([...given.keys()]);
        for (const { train, validation } of splits) {
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...given.keys()]);
          expect(Math.abs(validation.length - given.length / folds)).toBeLessThan(1);
          if (!stratified) continue;
          for (const label of new Set(given)) {
            const size = given.filter((other) => other === label).length;
            const held = validation.filter((index) => given[index] === label).length;
            expect(Math.abs(held - size / folds)).toBeLessThan(1);
          }
        }
      }),
    );
  });

  it('is the same for a seed, another for another, and does not follow the order of examples', () => {
    const fold = (seed: number) => [...foldSplit(labels, { folds: 4, fold: 2, seed }).validation];
    expect(fold(3)).toEqual(fold(3));
    expect(fold(3)).not.toEqual(fold(4));
    // Pinned: a change of the folds would change every recorded run.
    expect(fold(0)).toMatchInlineSnapshot(`
      [
        0,
        11,
        19,
        28,
        30,
        32,
        33,
        36,
        38,
        41,
        46,
        48,
        49,
        55,
        59,
      ]
    `);
  });

  it('refuses folds that cannot be', () => {
    expect(() => foldSplit(labels, { folds: 61, fold: 1, seed: 0 })).toThrow('60 examples into 61 folds');
    expect(() => foldSplit(labels, { folds: 5, fold: 6, seed: 0 })).toThrow('no fold 6 among 5');
  });
});

describe('trainTestSplit', () => {
  it('draws others than the validation split of the same seed', () => {
    const test = trainTestSplit(labels, { fraction: 0.2, seed: 0 });
    expect(test.test).toHaveLength(12);
    expect([...test.train, ...test.test].sort((a, b) => a - b)).toEqual([...labels.keys()]);
    expect(test.test).not.toEqual(trainValidationSplit(labels, { fraction: 0.2, seed: 0 }).validation);
  });
});

describe('splitExamples', () => {
  const data = { title: 'Some', train: { images: new Uint8Array(60), labels } };
  const split = (validation: unknown, more = {}) =>
    splitExamples({ ...data, ...more }, parseOptions(validationSchema, validation, 'validation'), 7);

  it('takes the seed of the training unless it has its own, and leaves classes to chance if asked', () => {
    expect(split({ fraction: 0.1 })).toEqual(trainValidationSplit(labels, { fraction: 0.1, seed: 7 }));
    expect(split({ count: 6, seed: 2 })).toEqual(trainValidationSplit(labels, { count: 6, seed: 2 }));
    expect(split({ count: 6, stratified: false })).not.toEqual(split({ count: 6 }));
    expect(split({ folds: 3, fold: 3 })).toEqual(foldSplit(labels, { folds: 3, fold: 3, seed: 7 }));
  });

  it('takes the part that the data set brings', () => {
    const { train, validation } = split('given', { givenValidation: Int32Array.of(4, 2) });
    expect([...validation]).toEqual([2, 4]);
    expect([...train]).toEqual([...labels.keys()].filter((index) => index !== 2 && index !== 4));
    expect(() => split('given')).toThrow('Some has no validation part of its own');
  });

  it.each([
    [{ fraction: 0 }, 'validation: fraction: expected a number above 0 and below 1, got 0'],
    [{ fraction: 0.1, count: 3 }, 'validation: expected { "fraction": 0.1 }'],
    [{ folds: 1, fold: 1 }, 'validation: folds: expected a whole number of at least 2, got 1'],
    [{ folds: 3, fold: 4 }, 'validation: fold: expected a fold from 1 to the number of folds, got 4'],
    ['own', 'validation: expected { "fraction": 0.1 }'],
  ])('refuses %j', (validation, message) => {
    expect(() => split(validation)).toThrow(message);
  });
});
