import { LineChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { curvesSpec, type CurvesInfo, type CurvesOptions } from '../charts/curves.ts';
import type { CurvesAxis } from '../charts/curves-axis.ts';
import { pagePalette } from '../charts/palette.ts';

use([LineChart, GridComponent, TooltipComponent, DataZoomInsideComponent, SVGRenderer]);

/** Puts a chart that zooms, and tells its values, in the place of each drawing of learning curves. */
export function interactiveCurves(charts: Readonly<Record<string, CurvesInfo>>): void {
  const controls = document.getElementById('curves-controls') as HTMLFormElement | null;
  if (controls === null) return;
  const drawn = [...document.querySelectorAll<HTMLElement>('[data-curves]')].flatMap((place) => {
    const info = charts[place.dataset['curves']!];
    return info === undefined ? [] : [mount(place, info)];
  });
  const apply = (): void => {
    const data = new FormData(controls);
    const xAxis = data.get('axis') as CurvesAxis;
    const choices = { smoothing: Number(data.get('smoothing')), logScale: data.has('log'), xAxis };
    for (const draw of drawn) draw(choices);
  };
  controls.addEventListener('input', apply);
  controls.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  // A reset comes before the fields have their first values again.
  controls.addEventListener('reset', () => {
    setTimeout(apply);
  });
  apply();
}

function mount(place: HTMLElement, info: CurvesInfo): (choices: CurvesOptions) => void {
  const live = document.createElement('div');
  live.className = 'live';
  place.append(live);
  place.classList.add('mounted');
  const chart = init(live, null, { renderer: 'svg' });
  new ResizeObserver(() => {
    chart.resize();
  }).observe(live);
  const dataZoom = [{ type: 'inside' as const, xAxisIndex: 0, filterMode: 'none' as const }];
  return (choices) => {
    const spec = curvesSpec(info, pagePalette, {
      ...choices,
      logScale: choices.logScale === true && info.metric === 'loss',
    });
    chart.setOption({ ...spec, dataZoom }, { notMerge: true });
  };
}
