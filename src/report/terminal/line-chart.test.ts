import { describe, expect, it } from 'vitest';
import { textWidth } from '../text-width.ts';
import { axisTicks, wholeTicks } from './axis-ticks.ts';
import { bar } from './bar.ts';
import { lineChart } from './line-chart.ts';
import { plainLook } from './look.ts';
import { sparkline } from './sparkline.ts';

const chart = (ys: readonly number[], dashed = false) =>
  lineChart(
    {
      lines: [{ points: ys.map((y, at) => [at + 1, y]), color: [255, 0, 0], dashed }],
      formatY: (value, decimals) => value.toFixed(decimals),
      columns: 20,
      rows: 3,
    },
    plainLook,
  );

describe('lineChart', () => {
  it('draws a line from the lower left to the upper right, with ticks at the ends', () => {
    expect(chart([0, 1])).toEqual([
      '1.0 ┤          ⣀⡠⠤⠒⠉',
      '0.5 ┤     ⣀⠤⠔⠒⠉     ',
      '0.0 ┤⣀⠤⠒⠊⠉          ',
      '    └┬─────────────┬',
      '     1             2',
    ]);
  });

  it('leaves gaps in a dashed line', () => {
    const cells = (lines: string[]): number =>
      lines
        .slice(0, 3)
        .join('')
        .replace(/[^\u2801-\u28ff]/g, '').length;
    expect(cells(chart([0, 1], true))).toBeLessThan(cells(chart([0, 1])));
  });

  it.each([[[1]], [[0.5, 0.5]], [[1e-9, 1e9]], [Array.from({ length: 500 }, (_, at) => Math.sin(at))]])(
    'keeps its size whatever is drawn',
    (ys) => {
      const lines = chart(ys);
      expect(lines).toHaveLength(5);
      expect(new Set(lines.map(textWidth))).toEqual(new Set([20]));
      expect(lines.join('')).toMatch(/[\u2801-\u28ff]/);
    },
  );

  it('is empty without points', () => {
    expect(chart([])).toEqual([]);
  });
});

describe('axisTicks', () => {
  it.each([
    [0.67, 0.92, [0.6, 0.7, 0.8, 0.9, 1], 1],
    [0.22, 1.013, [0, 0.5, 1, 1.5], 1],
    [3, 3, [3, 3.1], 1],
    [12, 980, [0, 500, 1000], 0],
  ])('from %f to %f', (least, greatest, values, decimals) => {
    const ticks = axisTicks(least, greatest, 5);
    expect(ticks.values.map((value) => Number(value.toFixed(6)))).toEqual(values);
    expect(ticks.decimals).toBe(decimals);
  });
});

describe('wholeTicks', () => {
  it.each([
    [1, 1, 30, [1]],
    [1, 3, 30, [1, 2, 3]],
    [1, 20, 31, [1, 5, 10, 15, 20]],
    [1, 100, 10, [1, 100]],
  ])('from %i to %i in %i columns', (first, last, columns, ticks) => {
    expect(wholeTicks(first, last, columns)).toEqual(ticks);
  });
});

describe('sparkline', () => {
  it('has a character a value, from the least to the greatest, and means where there are more', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([2, 2], 8)).toBe('▄▄');
    expect(sparkline([0, 0, 1, 1, 0, 2], 3)).toBe('▁██');
  });
});

describe('bar', () => {
  it.each([
    [0, ''],
    [0.001, '▏'],
    [0.5, '██'],
    [0.53, '██▏'],
    [1, '████'],
    [1.5, '████'],
  ])('of %f', (share, text) => {
    expect(bar(share, 4)).toBe(text);
  });
});
