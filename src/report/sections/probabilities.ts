import type { ReportContext } from '../report-context.ts';
import { html, SafeHtml } from '../safe-html.ts';
import { chartFigure } from './chart-figure.ts';

/** How far the probabilities of the best runs can be believed. */
export function probabilitiesSection({ close }: ReportContext): SafeHtml {
  const runs = close.filter(({ predictions }) => predictions !== undefined);
  if (runs.length === 0) return html``;
  return html`<section id="probabilities">
    <h2>Probabilities</h2>
    <p class="muted">
      In a reliability diagram, answers are put together by how sure the model was; where it is calibrated,
      the share of right answers is as large as it was sure. ROC and precision–recall curves take each class
      against the rest.
    </p>
    ${runs.map(
      ({ run, label, predictions }, index) =>
        html`<details ${new SafeHtml(index === 0 ? 'open' : '')}>
          <summary><h3>${label}</h3></summary>
          <div class="charts">
            ${['calibration', 'roc', 'precision-recall'].map((name) =>
              chartFigure(name, [{ run, predictions }], label, `run-${index}`),
            )}
          </div>
        </details>`,
    )}
  </section>`;
}
