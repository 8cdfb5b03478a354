import { axisStyle, frame } from './frame.ts';
import { textWidth } from './legend.ts';
import type { ChartPalette } from './palette.ts';

/** A named row. */
export interface Row {
  readonly name: string;
  /** Where its middle is, in rows from the middle of the first. */
  readonly at: number;
}

/**
 * A vertical axis with names of rows, from the top.
 *
 * @param height how many rows high it is
 */
export function rowAxis(
  rows: readonly Row[],
  palette: Pick<ChartPalette, 'muted' | 'text' | 'grid'>,
  height = rows.length,
) {
  const { axisLabel } = axisStyle(palette);
  const customValues = rows.map(({ at }) => at);
  const names = new Map(rows.map(({ at, name }) => [at, name]));
  return {
    type: 'value' as const,
    inverse: true,
    min: -0.5,
    max: height - 0.5,
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    splitLine: { show: true, lineStyle: { color: palette.grid, type: [1, 3] } },
    axisLabel: {
      ...axisLabel,
      color: palette.text,
      fontSize: rows.length > 20 ? 11 : 12,
      customValues,
      formatter: (at: number) => names.get(at) ?? '',
    },
  };
}

/** The place of a chart with such an axis: fonts are of different widths, and long names need more to spare. */
export function rowGrid(rows: readonly Row[]) {
  const longest = rows.reduce((most, { name }) => Math.max(most, textWidth(name, 12)), 0);
  return { ...frame.grid, left: Math.round(frame.grid.left + 0.15 * longest) };
}
