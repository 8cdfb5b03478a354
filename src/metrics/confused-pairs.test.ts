import { describe, expect, it } from 'vitest';
import { confusedPairs } from './confused-pairs.ts';

describe('confusedPairs', () => {
  it('gives the most frequent confusions, of equal ones the larger share first, never a hit', () => {
    const confusion = [
      [90, 5, 5],
      [5, 5, 0],
      [0, 7, 3],
    ];
    expect(confusedPairs(confusion, 3)).toEqual([
      { label: 2, prediction: 1, count: 7, share: 0.7 },
      { label: 1, prediction: 0, count: 5, share: 0.5 },
      { label: 0, prediction: 1, count: 5, share: 0.05 },
    ]);
  });

  it('gives none where nothing was confused', () => {
    expect(
      confusedPairs(
        [
          [2, 0],
          [0, 0],
        ],
        3,
      ),
    ).toEqual([]);
  });
});
