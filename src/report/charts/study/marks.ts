import type { ScatterSeriesOption } from 'echarts/charts';
import type { LegendEntry } from '../legend.ts';
import type { ChartPalette } from '../palette.ts';

/** What a mark of a study's charts stands for: a state of trials, the best of them, or any on a coloured ground. */
export type MarkKind = 'complete' | 'pruned' | 'failed' | 'best' | 'open' | 'dot';

const CROSS = 'path://M-1,-1L1,1M-1,1L1,-1';

interface MarkStyle {
  readonly label: string;
  /** As a legend draws it. */
  readonly symbol: string;
  readonly color: (palette: ChartPalette) => string;
}

const STYLES: Readonly<Record<MarkKind, MarkStyle>> = {
  complete: { label: 'complete', symbol: 'circle', color: ({ series }) => series[0]! },
  pruned: { label: 'pruned', symbol: 'cross', color: ({ muted }) => muted },
  failed: { label: 'failed', symbol: 'triangle', color: ({ wrong }) => wrong },
  best: { label: 'best', symbol: 'diamond', color: ({ series }) => series[1]! },
  dot: { label: 'complete trials', symbol: 'circle', color: ({ text }) => text },
  open: { label: 'not ended', symbol: 'rect', color: ({ series }) => series[2]! },
};

/** The colour of such marks. */
export function markColor(kind: MarkKind, palette: ChartPalette): string {
  return STYLES[kind].color(palette);
}

/** What such a mark means. */
export function markLegend(kind: MarkKind, palette: ChartPalette, label = STYLES[kind].label): LegendEntry {
  return { label, color: markColor(kind, palette), mark: { symbol: STYLES[kind].symbol } };
}

/** Marks of one kind at these places; what they tell comes from the chart's tooltip. */
export function marks(
  kind: MarkKind,
  data: readonly (readonly number[])[],
  palette: ChartPalette,
  size = 7,
): ScatterSeriesOption {
  const { symbol } = STYLES[kind];
  const color = markColor(kind, palette);
  return {
    type: 'scatter',
    name: kind,
    emphasis: { disabled: true },
    symbol: symbol === 'cross' ? CROSS : symbol,
    symbolSize: symbol === 'cross' ? size - 1 : size,
    itemStyle:
      symbol === 'cross'
        ? { color: 'none', borderColor: color, borderWidth: 1.2, opacity: 0.9 }
        : { color, borderColor: palette.ground, borderWidth: 0.5, opacity: 0.85 },
    data: data.map((place) => [...place]),
  };
}
