import { chartDrawer } from '../charts/chart-drawer.ts';
import { legendHeight, withLegend } from '../charts/legend.ts';
import { pagePalette } from '../charts/palette.ts';
import { chartInfo, liveChart } from './live-chart.ts';

/** Makes the charts of the page tell their values, in a size that can be read on any screen. */
export function liveCharts(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-chart]')) {
    const chart = chartDrawer(place.dataset['chart']!);
    const info = chartInfo(place);
    const legend = chart.legend?.(info, pagePalette) ?? [];
    const { height } = chart.size(info);
    liveChart(place, (width) => ({
      spec: withLegend(chart.spec(info, pagePalette), legend, width, pagePalette),
      height: height + legendHeight(legend, width),
    }));
  }
}
