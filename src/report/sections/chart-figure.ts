import type { ChartDrawer, ChartSubject } from '../charts/chart.ts';
import { drawChart } from '../charts/draw-charts.ts';
import { chartDefinitions } from '../charts/index.ts';
import { pagePalette } from '../charts/palette.ts';
import { studyChartDefinitions } from '../charts/study/index.ts';
import { jsonText } from '../page/payload.ts';
import { html, SafeHtml } from '../safe-html.ts';
import type { StudyResults } from '../study/study-results.ts';

/** Data for the page's script, beside the drawing that they are of. */
export function chartData(info: unknown): SafeHtml {
  // Not a template: a formatter would lay it out anew, and nothing in it may be escaped twice.
  return new SafeHtml(`<script type="application/json">${jsonText(info)}</script>`);
}

/** What a figure of the page is of. */
interface FigureOptions {
  /** Above the chart. */
  readonly title: string;
  /** Of what it is, for those who do not see it. */
  readonly of: string;
  /** Unlike that of any other figure of the same chart. */
  readonly id: string;
}

/** A chart as a figure of the page, with its data for the script. */
function figure(chart: ChartDrawer, info: unknown, { title, of, id }: FigureOptions): SafeHtml {
  const { svg } = drawChart(chart, info, {
    name: `${chart.name}-${id}`,
    title: `${title}: ${of}`,
    palette: pagePalette,
    withNote: false,
  });
  const note = chart.note?.(info) ?? '';
  return html`<figure>
    <figcaption>${title}</figcaption>
    <div class="plot" data-chart="${chart.name}">${new SafeHtml(svg)}${chartData(info)}</div>
    ${note === '' ? '' : html`<p class="muted">${note}</p>`}
  </figure>`;
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
  return info === undefined ? html`` : figure(chart, info, { title: chart.title, of, id });
}

/** A chart by its name, of these studies, as a figure for each of its drawings. */
export function studyFigures(
  name: string,
  studies: readonly StudyResults[],
  of: string,
  id: string,
): SafeHtml[] {
  const chart = studyChartDefinitions.find((each) => each.name === name)!;
  return chart
    .panels(studies)
    .map(({ title, info }, index) =>
      figure(chart, info, { title: chart.title + title, of, id: `${id}-${index}` }),
    );
}
