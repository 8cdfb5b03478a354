import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  GraphicComponent,
  GridComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartSpec } from '../charts/chart-spec.ts';

use([
  ...[CustomChart, LineChart, ScatterChart, SVGRenderer],
  ...[DataZoomInsideComponent, GraphicComponent, GridComponent, TooltipComponent, LabelLayout],
]);

/** A chart drawn for the width that it has. */
export interface LiveDrawing {
  readonly spec: ChartSpec;
  /** In pixels. */
  readonly height: number;
}

/** What a chart of the page shows: the data that the report has put beside its drawing. */
export function chartInfo(place: HTMLElement): unknown {
  return JSON.parse(place.querySelector('script')!.textContent);
}

/** How far from the window a chart may be when it is drawn, so that a reader who scrolls finds it done. */
const AHEAD = '400px';

/**
 * Puts a chart that zooms and tells its values in the place of a drawing, when a reader comes near it, and draws it anew
 * where its room changes. Until then the drawing stays: a page of many charts opens at once.
 *
 * @returns draws it anew, and forgets how it was zoomed
 */
export function liveChart(place: HTMLElement, draw: (width: number) => LiveDrawing): () => void {
  const live = document.createElement('div');
  live.className = 'live';
  // The drawing has a name for those who do not see it, and is hidden from now on.
  live.setAttribute('role', 'img');
  const drawing = place.querySelector('svg')!;
  live.setAttribute('aria-label', drawing.getAttribute('aria-label')!);
  const state: { chart?: ReturnType<typeof init>; width: number; least: number } = { width: 0, least: 0 };
  const redraw = (): void => {
    if (state.width === 0) return;
    const { spec, ...drawn } = draw(state.width);
    const height = Math.max(drawn.height, state.least);
    live.style.height = `${height}px`;
    state.chart ??= init(live, null, { renderer: 'svg' });
    state.chart.resize({ width: state.width, height });
    state.chart.setOption(
      { ...spec, dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none' }] },
      { notMerge: true },
    );
  };
  const fit = (width: number): void => {
    if (Math.floor(width) === state.width) return;
    state.width = Math.floor(width);
    redraw();
  };
  const room = new ResizeObserver(([entry]) => {
    fit(entry!.contentRect.width);
  });
  const nearness = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      nearness.disconnect();
      // At once, and no lower than the drawing was: what a reader is about to click must not move away.
      const { width, height } = drawing.getBoundingClientRect();
      state.least = Math.round(height);
      place.append(live);
      place.classList.add('mounted');
      fit(width);
      room.observe(live);
    },
    { rootMargin: AHEAD },
  );
  nearness.observe(place);
  return redraw;
}
