import type { ChartSubject } from '../charts/chart.ts';
import { drawChart } from '../charts/draw-charts.ts';
import { chartDefinitions } from '../charts/index.ts';
import { pagePalette } from '../charts/palette.ts';
import { jsonText } from '../page/payload.ts';
import { html, SafeHtml } from '../safe-html.ts';

/** Data for the page's script, beside the drawing that they are of. */
export function chartData(info: unknown): SafeHtml {
  // Not a template: a formatter would lay it out anew, and nothing in it may be escaped twice.
  return new SafeHtml(`<script type="application/json">${jsonText(info)}</script>`);
}

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
    <div class="plot" data-chart="${name}">${new SafeHtml(svg)}${chartData(info)}</div>
  </figure>`;
}
