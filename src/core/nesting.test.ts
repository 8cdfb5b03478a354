import { describe, expect, it } from 'vitest';
import { checkNesting } from './nesting.ts';

/** So many lists within one another, in an object. */
const nested = (lists: number) => ({
  seed: 1,
  model: Array.from({ length: lists }).reduce<unknown>((inner) => [inner], 0),
});

describe('checkNesting', () => {
  it('takes 200 levels and refuses one more, wherever it is', () => {
    expect(() => {
      checkNesting(nested(199), 'recipe');
    }).not.toThrow();
    expect(() => {
      checkNesting(nested(200), 'recipe');
    }).toThrow('recipe: model: nested more than 200 levels deep');
  });

  it('takes no time for what is deep beyond measure, or endless', () => {
    const endless: Record<string, unknown> = {};
    endless['a'] = endless;
    endless['b'] = endless;
    for (const value of [nested(100_000), { loop: endless }]) {
      expect(() => {
        checkNesting(value, 'recipe');
      }).toThrow('levels deep');
    }
  });

  it('looks into no array of bytes', () => {
    expect(() => {
      checkNesting({ images: new Uint8Array(10) }, 'data');
    }).not.toThrow();
  });
});
