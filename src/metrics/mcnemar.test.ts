import { describe, expect, it } from 'vitest';
import { mcNemarTest } from './mcnemar.ts';
import { pairedHits } from './paired-hits.ts';

const hitsOf = (onlyFirst: number, onlySecond: number) => ({ both: 9, onlyFirst, onlySecond, neither: 1 });

describe('pairedHits', () => {
  it('counts who was right', () => {
    const labels = [0, 1, 2, 0, 1];
    expect(pairedHits(labels, [0, 1, 2, 1, 0], [0, 0, 0, 0, 2])).toEqual({
      both: 1,
      onlyFirst: 2,
      onlySecond: 1,
      neither: 1,
    });
    expect(() => pairedHits(labels, [0], labels)).toThrow(/first: got 5 labels and 1 predictions/);
    expect(() => pairedHits(labels, labels, [0])).toThrow(/second: got 5 labels and 1 predictions/);
  });
});

describe('mcNemarTest', () => {
  it('is exact below 25 discordant examples, approximate from there on, or as told', () => {
    expect(mcNemarTest(hitsOf(4, 20)).method).toBe('exact');
    expect(mcNemarTest(hitsOf(5, 20)).method).toBe('chiSquare');
    expect(mcNemarTest(hitsOf(5, 20), 'exact').method).toBe('exact');
  });

  it('counts coin throws by hand', () => {
    // At most 1 of 6 heads, on either side.
    expect(mcNemarTest(hitsOf(1, 5))).toEqual({
      hits: hitsOf(1, 5),
      discordant: 6,
      method: 'exact',
      statistic: 1,
      pValue: expect.closeTo((2 * 7) / 64, 14) as number,
    });
    expect(mcNemarTest(hitsOf(5, 1)).pValue).toBe(mcNemarTest(hitsOf(1, 5)).pValue);
  });

  it.each(['exact', 'chiSquare'] as const)('sees no difference in equal counts (%s)', (method) => {
    expect(mcNemarTest(hitsOf(0, 0), method).pValue).toBe(1);
    expect(mcNemarTest(hitsOf(20, 20), method).pValue).toBe(1);
  });

  it('has no probability for differences beyond any doubt', () => {
    expect(mcNemarTest(hitsOf(0, 9000), 'exact').pValue).toBe(0);
    expect(mcNemarTest(hitsOf(0, 9000), 'chiSquare').pValue).toBe(0);
  });

  it('refuses what is not a count', () => {
    expect(() => mcNemarTest(hitsOf(-1, 2))).toThrow(/onlyFirst: got -1/);
    expect(() => mcNemarTest(hitsOf(1, 2.5))).toThrow(/onlySecond: got 2.5/);
  });
});
