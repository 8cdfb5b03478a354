import type { ChartPalette } from './palette.ts';

/** What charts with axes have in common: no animation, the page's font, and room for the name of the x axis. */
export const frame = {
  animation: false,
  textStyle: { fontFamily: 'system-ui, sans-serif' },
  grid: {
    left: 8,
    right: 14,
    top: 14,
    bottom: 24,
    outerBoundsMode: 'same',
    outerBoundsContain: 'axisLabel',
  },
} as const;

/** The style of both axes. */
export function axisStyle({ muted }: Pick<ChartPalette, 'muted'>) {
  return { nameTextStyle: { color: muted }, axisLabel: { color: muted, fontSize: 12 } };
}
