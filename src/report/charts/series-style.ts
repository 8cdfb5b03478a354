import type { ChartPalette } from './palette.ts';

/** From this many runs on, a chart names the first ones alone and draws the others as background. */
const MANY_RUNS = 12;
/** How many runs are named where there are many. */
const NAMED_OF_MANY = 5;

const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond'] as const;

/** How many runs, in their order, have a colour and a name of their own. Callers give runs best first. */
export function namedRuns(count: number): number {
  return count < MANY_RUNS ? count : NAMED_OF_MANY;
}

/** The colour of the run at a place of the report, from 0. */
export function seriesColor(place: number, { series }: Pick<ChartPalette, 'series'>): string {
  return series[place % series.length]!;
}

/**
 * The mark of the run at a place: runs with neighbouring or equal colours have different shapes, so that they can be
 * told apart without colour.
 */
export function seriesSymbol(place: number, { series }: Pick<ChartPalette, 'series'>): string {
  return SYMBOLS[(place + Math.floor(place / series.length)) % SYMBOLS.length]!;
}

/** The dashes of a run's line, in pixels. Runs that take a colour for the second time have dashes of their own. */
export function seriesDash(
  place: number,
  line: 'main' | 'second',
  { series }: Pick<ChartPalette, 'series'>,
): 'solid' | number[] {
  const again = place >= series.length;
  if (line === 'main') return again ? [12, 3, 2, 3] : 'solid';
  return again ? [1.5, 3] : [5, 4];
}
