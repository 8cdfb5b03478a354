import type { CurvesAxis } from '../charts/curves-axis.ts';
import { curvesSpec, type CurvesInfo } from '../charts/curves.ts';
import { pagePalette } from '../charts/palette.ts';
import { chartInfo, liveChart } from './live-chart.ts';

const HEIGHT = 320;

/** Makes learning curves zoom, and lets a reader smooth them and choose their axes. */
export function interactiveCurves(): void {
  const controls = document.getElementById('curves-controls') as HTMLFormElement | null;
  if (controls === null) return;
  const drawn = [...document.querySelectorAll<HTMLElement>('[data-curves]')].map((place) => {
    const info = chartInfo(place) as CurvesInfo;
    return liveChart(place, () => {
      const data = new FormData(controls);
      const options = {
        xAxis: data.get('axis') as CurvesAxis,
        smoothing: Number(data.get('smoothing')),
        logScale: data.has('log') && info.metric === 'loss',
      };
      return { spec: curvesSpec(info, pagePalette, options), height: HEIGHT };
    });
  });
  const redraw = (): void => {
    for (const draw of drawn) draw();
  };
  controls.addEventListener('input', redraw);
  controls.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  // A reset comes before the fields have their first values again.
  controls.addEventListener('reset', () => {
    setTimeout(redraw);
  });
}
