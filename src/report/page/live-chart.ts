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

/**
 * Puts a chart that zooms and tells its values in the place of a drawing, once there is room for it, and draws it anew
 * where the room changes.
 *
 * @returns draws it anew, and forgets how it was zoomed
 */
export function liveChart(place: HTMLElement, draw: (width: number) => LiveDrawing): () => void {
  const live = document.createElement('div');
  live.className = 'live';
  place.append(live);
  place.classList.add('mounted');
  const state: { chart?: ReturnType<typeof init>; width: number } = { width: 0 };
  const redraw = (): void => {
    if (state.width === 0) return;
    const { spec, height } = draw(state.width);
    live.style.height = `${height}px`;
    state.chart ??= init(live, null, { renderer: 'svg' });
    state.chart.resize({ width: state.width, height });
    state.chart.setOption(
      { ...spec, dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none' }] },
      { notMerge: true },
    );
  };
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === state.width) return;
    state.width = width;
    redraw();
  }).observe(live);
  return redraw;
}
