import type { LegendEntry } from './legend.ts';
import type { ChartPalette } from './palette.ts';
import { namedRuns, seriesColor, seriesSymbol } from './series-style.ts';

/**
 * The legend of dots that stand for runs: those with names, and the others together.
 *
 * @param runCount how many runs there are, those without dots included
 * @param others what the mark of the others is, and what is added to their number
 */
export function dotLegend(
  runs: readonly { readonly label: string; readonly place: number }[],
  runCount: number,
  palette: ChartPalette,
  others: { readonly symbol: string; readonly remark: string } = { symbol: 'circle', remark: '' },
): LegendEntry[] {
  const named = namedRuns(runCount);
  const shown = runs.filter(({ place }) => place < named);
  const rest = runs.length - shown.length;
  return [
    ...shown.map(({ label, place }) => ({
      label,
      color: seriesColor(place, palette),
      mark: { symbol: seriesSymbol(place, palette) },
    })),
    ...(rest === 0
      ? []
      : [
          {
            label: `${rest} other runs${others.remark}`,
            color: palette.muted,
            mark: { symbol: others.symbol },
          },
        ]),
  ];
}
