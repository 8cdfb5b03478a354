import { diagnosisOf } from '../diagnosis/diagnosis.ts';
import type { CloseRun, ReportContext } from '../report-context.ts';
import { html } from '../safe-html.ts';
import type { SafeHtml } from '../safe-html.ts';

function diagnosisOfRun({ run, label }: CloseRun): SafeHtml {
  const { curves, confused } = diagnosisOf(run);
  const items = (texts: readonly { readonly text: string }[]): SafeHtml =>
    html`<ul class="findings">
      ${texts.map(({ text }) => html`<li>${text}</li>`)}
    </ul>`;
  return html`<h3>${label}</h3>
    ${curves.length === 0 ? '' : items(curves)}
    ${confused.length === 0 ? '' : html`<p>Most often taken for each other:</p>`}
    ${confused.length === 0 ? '' : items(confused)}`;
}

/** What curves and mistakes of the best runs show, in words; nothing where no run is complete. */
export function diagnosisSection({ close }: ReportContext): SafeHtml {
  if (close.length === 0) return html``;
  return html`<section id="diagnosis">
    <h2>Diagnosis</h2>
    ${close.map(diagnosisOfRun)}
    <p class="muted">
      Read off the curves by fixed rules: a hint where to look, not a proof. Training figures are means over
      an epoch, taken with dropout and augmentation where the recipe has them.
    </p>
  </section>`;
}
