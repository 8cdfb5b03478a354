import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import type { EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml } from '../safe-html.ts';

use([CustomChart, LineChart, ScatterChart]);
use([GraphicComponent, GridComponent, TooltipComponent, LabelLayout, SVGRenderer]);

/** How a chart is put on a page. */
export interface SvgOptions {
  /** Unlike the id of any other chart of the page; letters, digits and `-`. */
  readonly id: string;
  /** The size it is drawn for, in CSS pixels; the page may scale it. */
  readonly width: number;
  readonly height: number;
  /** What it shows, for people who do not see it. */
  readonly title: string;
}

/**
 * Draws a chart as an SVG element, without a browser. The same option and id give the same text. Its background is
 * transparent, it scales to the width it is given, and it has a title for screen readers.
 */
export function renderSvg(option: EChartsCoreOption, { id, width, height, title }: SvgOptions): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return toPageElement(chart.renderToSVGString(), id, title, `0 0 ${width} ${height}`);
  } finally {
    chart.dispose();
  }
}

/** Takes out what only interaction needs, makes ids the page's own, and names the drawing. */
function toPageElement(svg: string, id: string, title: string, viewBox: string): string {
  const inner = svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/zr\d+-/g, `${id}-`);
  const label = escapeHtml(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" role="img" aria-label="${label}"><title>${label}</title>${inner}`;
}
