import type { ChartSubject } from '../charts/chart.ts';
import { drawChart } from '../charts/draw-charts.ts';
import { chartDefinitions } from '../charts/index.ts';
import { pagePalette } from '../charts/palette.ts';
import { html, SafeHtml } from '../safe-html.ts';

/** A chart by its name, of these runs, as a figure of the page; empty where there is nothing to draw. */
export function chartFigure(
  name: string,
  subjects: readonly ChartSubject[],
  of: string,
  id: string,
): SafeHtml {
  const chart = chartDefinitions.find((each) => each.name === name)!;
  const info = chart.info(subjects);
  if (info === undefined) return html``;
  const { svg } = drawChart(chart, info, {
    name: `${name}-${id}`,
    title: `${chart.title}: ${of}`,
    palette: pagePalette,
  });
  return html`<figure>
    <figcaption>${chart.title}</figcaption>
    ${new SafeHtml(svg)}
  </figure>`;
}
