import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../core/errors.ts';
import { trainValidationSplit } from './split.ts';

const labelArrays = fc
  .array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 200 })
  .map((labels) => Int32Array.from(labels));

describe('trainValidationSplit', () => {
  it('puts every example into exactly one part, with the exact total and every class within one of its share', () => {
    fc.assert(
      fc.property(
        labelArrays,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (labels, share, seed) => {
          const count = 1 + Math.floor(share * (labels.length - 2));
          const { train, validation } = trainValidationSplit(labels, { count, seed });
          expect(validation).toHaveLength(count);
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          expect([...train]).toEqual([...train].sort((a, b) => a - b));
          expect([...validation]).toEqual([...validation].sort((a, b) => a - b));
          for (const label of new Set(labels)) {
            const size = labels.filter((other) => other === label).length;
            const held = validation.filter((index) => labels[index] === label).length;
            expect(Math.abs(held - (size * count) / labels.length)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  const labels = Int32Array.from({ length: 1000 }, (_, index) => index % 10);

  it('is the same for the same seed and another for another', () => {
    const first = trainValidationSplit(labels, { fraction: 0.1, seed: 7 });
    expect(trainValidationSplit(labels, { fraction: 0.1, seed: 7 })).toEqual(first);
    expect(trainValidationSplit(labels, { count: 100, seed: 7 })).toEqual(first);
    expect(trainValidationSplit(labels, { fraction: 0.1, seed: 8 })).not.toEqual(first);
    // Pinned: a change of the split would change every recorded run.
    expect([...first.validation.subarray(0, 8)]).toMatchInlineSnapshot(`
      [
        4,
        26,
        39,
        42,
        67,
        101,
        110,
        147,
      ]
    `);
  });

  it('can leave the classes to chance', () => {
    const { validation } = trainValidationSplit(labels, { fraction: 0.1, seed: 1, stratified: false });
    expect(validation).toHaveLength(100);
    const perClass = new Array<number>(10).fill(0);
    for (const index of validation) perClass[labels[index]!]! += 1;
    expect(new Set(perClass).size).toBeGreaterThan(1);
  });

  it.each([
    [{ seed: 1 }, 'either a fraction or a count'],
    [{ seed: 1, fraction: 0.1, count: 3 }, 'either a fraction or a count'],
    [{ seed: 1, fraction: 1 }, 'above 0 and below 1; got 1'],
    [{ seed: 1, fraction: NaN }, 'got NaN'],
    [{ seed: 1, fraction: 0.0001 }, 'a fraction of 0.0001 of 1000 examples leaves nothing'],
    [{ seed: 1, count: 1000 }, 'a count of 1000 of 1000 examples leaves nothing'],
    [{ seed: 1, count: 2.5 }, 'a count of 2.5'],
    [{ seed: -1, count: 5 }, 'seed of a split must be a whole number, zero or more; got -1'],
  ])('refuses %j', (options, message) => {
    const split = () => trainValidationSplit(labels, options);
    expect(split).toThrow(OptionError);
    expect(split).toThrow(message);
  });
});
