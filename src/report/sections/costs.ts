import type { ReportContext } from '../report-context.ts';
import { html, type SafeHtml } from '../safe-html.ts';
import { chartFigure } from './chart-figure.ts';

const CHARTS = [
  'test-accuracy',
  'cost-parameters',
  'cost-multiply-adds',
  'cost-training-time',
  'cost-inference-time',
];

/** Accuracy with its intervals, and what it costs; only where there are models to compare. */
export function costsSection({ groups }: ReportContext): SafeHtml {
  const compared = groups.filter(({ subjects }) => subjects.length > 1);
  if (compared.length === 0) return html``;
  return html`<section id="costs">
    <h2>Accuracy and cost</h2>
    ${compared.map(
      ({ subjects, data }, group) =>
        html`${compared.length > 1 ? html`<h3>${data.title}</h3>` : ''}
          <div class="charts">
            ${CHARTS.map((name) => chartFigure(name, subjects, data.title, String(group)))}
          </div>`,
    )}
    <p class="muted">
      Bars are 95% intervals for the number of test images. Training time is by the clock, with validation;
      inference time is that of the test, per image. Both depend on the machine and on what else it did.
    </p>
  </section>`;
}
