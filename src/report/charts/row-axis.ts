import { axisStyle } from './frame.ts';
import type { ChartPalette } from './palette.ts';

/** A vertical axis with a named row for each text, from the top; the middle of row i is at i. */
export function rowAxis(names: readonly string[], palette: Pick<ChartPalette, 'muted' | 'text' | 'grid'>) {
  const { axisLabel } = axisStyle(palette);
  const customValues = names.map((_, row) => row);
  return {
    type: 'value' as const,
    inverse: true,
    min: -0.5,
    max: names.length - 0.5,
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    splitLine: { show: true, lineStyle: { color: palette.grid, type: [1, 3] } },
    axisLabel: {
      ...axisLabel,
      color: palette.text,
      fontSize: names.length > 20 ? 11 : 12,
      customValues,
      formatter: (row: number) => names[row] ?? '',
    },
  };
}
