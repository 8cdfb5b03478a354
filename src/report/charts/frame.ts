import type { ChartPalette } from './palette.ts';

/** What charts with axes have in common: no animation, the page's font, and room for what is written at the axes. */
export const frame = {
  animation: false,
  textStyle: { fontFamily: 'system-ui, sans-serif' },
  grid: { left: 12, right: 16, top: 14, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
} as const;

/** The style of both axes. */
export function axisStyle({ muted }: Pick<ChartPalette, 'muted'>) {
  return {
    nameLocation: 'middle',
    nameTextStyle: { color: muted, fontSize: 12 },
    axisLabel: { color: muted, fontSize: 12 },
  } as const;
}

/** The style of a horizontal axis of numbers. */
export function xAxisStyle(palette: Pick<ChartPalette, 'muted' | 'grid'>) {
  return {
    ...axisStyle(palette),
    nameGap: 26,
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.grid } },
    splitLine: { show: false },
  } as const;
}

/** The style of a vertical axis of numbers, with a line across for each tick. */
export function yAxisStyle(palette: Pick<ChartPalette, 'muted' | 'grid'>) {
  return {
    ...axisStyle(palette),
    nameGap: 44,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: palette.grid } },
  } as const;
}

/**
 * What is shown where a reader points at a chart: text that is drawn, so that names of runs and classes are never read
 * as markup.
 */
export function tooltipStyle({ ground, text, grid }: Pick<ChartPalette, 'ground' | 'text' | 'grid'>) {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: ground,
    borderColor: grid,
    textStyle: { color: text, fontSize: 12 },
  } as const;
}
