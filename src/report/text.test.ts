import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import { formatDuration } from './format.ts';
import { rankRuns } from './ranking.ts';
import { printable, rankingText, textList, textTable } from './text.ts';

describe('textTable', () => {
  it('aligns columns and ends no line with spaces', () => {
    const columns = [
      { title: 'Model', align: 'left' },
      { title: 'Test', align: 'right' },
      { title: 'Note', align: 'left' },
    ] as const;
    expect(
      textTable(columns, [
        ['cnn', '91.82%', ''],
        ['画像', '9%', 'x'],
      ]),
    ).toBe(['Model    Test  Note', '─────  ──────  ────', 'cnn    91.82%', '画像       9%  x'].join('\n'));
  });

  it('shortens what may shrink until the table fits', () => {
    const columns = [
      { title: 'A', align: 'left', shrinks: true },
      { title: 'B', align: 'left' },
    ] as const;
    const text = textTable(columns, [['x'.repeat(90), 'y'.repeat(20)]], 40);
    expect(text.split('\n')[2]).toBe(`${'x'.repeat(17)}…  ${'y'.repeat(20)}`);
  });
});

describe('rankingText', () => {
  it('stays within 100 columns, whatever the model is called', () => {
    const runs = [
      fixtureRun({ name: 'x'.repeat(64), hits: 9182, parameters: 123_456_789, epochs: 1000, notice: 'Toy.' }),
    ];
    const lines = rankingText(rankRuns(runs)[0]!).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.slice(0, 2)).toEqual(['Fashion-MNIST, 10,000 test images', 'Note: Toy.']);
    expect(lines.at(-1)).toMatch(/^1 {2}x+… .*123,456,789 {4}1000 .*91\.82% {2}91\.27–92\.34% {2}0\.2454$/);
  });
});

describe('printable', () => {
  it('takes out what could steer a terminal', () => {
    expect(printable('a\u001b[31mb\r\nc\u202ed\u009be')).toBe('a [31mb c d e');
  });
});

describe('formatDuration', () => {
  it.each([
    [840, '0.8 s'],
    [24_230, '24 s'],
    [59_700, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_900, '1 h 00 min'],
    [7_325_000, '2 h 02 min'],
  ])('writes %i ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('textList', () => {
  it('breaks sentences between words and indents what goes on', () => {
    expect(textList(['one two three', 'a\nb', 'x'.repeat(12)], 10)).toBe(
      ['- one two', '  three', '- a b', `- ${'x'.repeat(8)}`, `  ${'x'.repeat(4)}`].join('\n'),
    );
  });
});
