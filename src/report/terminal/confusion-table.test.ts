import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { textWidth } from '../text-width.ts';
import { confusionTable } from './confusion-table.ts';
import { plainLook } from './look.ts';

const { data, result } = fixtureRun({ name: 'cnn', hits: 9182 }).record;
const { confusion } = result!.test;

describe('confusionTable', () => {
  it('fits ten classes into 80 columns, with short names that the rows explain', () => {
    const lines = confusionTable(confusion, data.classNames, plainLook)!;
    expect(lines[0]).toBe(`${' '.repeat(16)}  T-sh Trou Pull Dres Coat Sand Shir Snea  Bag Ankl`);
    expect(lines[1]).toBe('T-sh T-shirt/top   835    ·   96    ·   69    ·    ·    ·    ·    ·');
    expect(lines).toHaveLength(11);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });

  it('uses numbers where the beginnings of names are the same, or nothing', () => {
    const head = (names: string[]): string =>
      confusionTable(
        [
          [1, 0],
          [0, 1],
        ],
        names,
        plainLook,
      )![0]!.trim();
    expect(head(['class one', 'class two'])).toMatch(/^0 +1$/);
    expect(head(['', 'two'])).toMatch(/^0 +1$/);
    expect(head(['衬衫', '裤子'])).toMatch(/^衬衫 +裤子$/);
  });

  it('colours by the share of the row, blue where right and orange where wrong', () => {
    const look = { width: 80, colorBits: 24, light: false } as const;
    const lines = confusionTable(
      [
        [3, 1],
        [0, 0],
      ],
      ['a', 'b'],
      look,
    )!;
    const grounds = [...lines[1]!.matchAll(/48;2;(\d+);(\d+);(\d+)m/g)].map((match) =>
      match.slice(1).map(Number),
    );
    expect(grounds).toHaveLength(2);
    expect(grounds[0]![2]).toBeGreaterThan(grounds[0]![0]!);
    expect(grounds[1]![0]).toBeGreaterThan(grounds[1]![2]!);
    // A class without images has no colours.
    expect(lines[2]).not.toContain('48;2');
    const light = confusionTable(
      [
        [3, 1],
        [0, 0],
      ],
      ['a', 'b'],
      { ...look, light: true },
    )!;
    expect(light[1]).not.toBe(lines[1]);
  });

  it('gives way to the most confused pairs where classes are too many', () => {
    const many = Array.from({ length: 40 }, () => new Array<number>(40).fill(1));
    const names = many.map((_, label) => `species ${label}`);
    expect(confusionTable(many, names, plainLook)).toBeUndefined();
    expect(confusionTable(many, names, { ...plainLook, width: 200 })).toHaveLength(41);
  });
});
