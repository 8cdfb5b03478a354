import { describe, expect, it } from 'vitest';
import { confusedClasses } from './confused-classes.ts';

describe('confusedClasses', () => {
  it('sums both directions, most first, of equal counts in label order', () => {
    const confusion = [
      [9, 1, 4],
      [2, 8, 3],
      [0, 1, 7],
    ];
    expect(confusedClasses(confusion, 5)).toEqual([
      { classes: [0, 2], firstAsSecond: 4, secondAsFirst: 0, count: 4 },
      { classes: [1, 2], firstAsSecond: 3, secondAsFirst: 1, count: 4 },
      { classes: [0, 1], firstAsSecond: 1, secondAsFirst: 2, count: 3 },
    ]);
    expect(confusedClasses(confusion, 1)).toHaveLength(1);
  });

  it('gives none where nothing was confused', () => {
    expect(confusedClasses([[3, 0], [0, 2]], 5)).toEqual([]); // oxfmt-ignore
  });
});
