import type { Trial } from '../../tune/trial.ts';
import { formatCount } from '../format.ts';
import type { ReportContext } from '../report-context.ts';
import { html, type SafeHtml } from '../safe-html.ts';
import type { StudyResults } from '../study/study-results.ts';
import { caveatText, summaryText } from '../study/study-summary.ts';
import { bestTrialColumns, byValue, paramsText } from '../study/trial-table.ts';
import { studyFigures } from './chart-figure.ts';

const BEST_TRIALS = 10;
const LISTED_FAILURES = 20;
/** A table of more parameters than that is no longer read. */
const MOST_PARAMETERS = 12;

function bestTable(study: StudyResults): SafeHtml {
  const best = byValue(study).slice(0, BEST_TRIALS);
  if (best.length === 0) return html``;
  const { figures, parameters } = bestTrialColumns(study);
  const columns = [...figures, ...parameters.slice(0, MOST_PARAMETERS)];
  const left = parameters.length - MOST_PARAMETERS;
  return html`<h4>Best trials</h4>
    <div class="wide" tabindex="0" role="region" aria-label="Best trials of ${study.name}">
      <table>
        <thead>
          <tr>
            ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${best.map(
            (trial, row) =>
              html`<tr>
                ${columns.map(({ of }) => html`<td>${of(trial, row)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="muted">${left} more parameters have no room here.</p>` : ''}
    <p class="muted">${caveatText(study)}</p>`;
}

function failedItem(trial: Trial): SafeHtml {
  const { number, failure } = trial;
  return html`<li>
    Trial ${number} <span class="status failed">${failure?.kind ?? 'failed'}</span> ${failure?.message ?? ''}
    <span class="muted">(${paramsText(trial)})</span>
  </li>`;
}

function failedTrials({ trials }: StudyResults): SafeHtml {
  const failed = trials.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return html``;
  const listed = failed.slice(0, LISTED_FAILURES);
  const others = failed.length - listed.length;
  return html`<details>
    <summary>${formatCount(failed.length)} failed ${failed.length === 1 ? 'trial' : 'trials'}</summary>
    <ul class="findings">
      ${listed.map(failedItem)}
    </ul>
    ${others > 0 ? html`<p class="muted">And ${formatCount(others)} more.</p>` : ''}
  </details>`;
}

function studyArticle(study: StudyResults, index: number): SafeHtml {
  const figures = ['study-history'].flatMap((name) =>
    studyFigures(name, [study], study.name, `study-${index}`),
  );
  return html`<article>
    <h3>${study.name}</h3>
    <p>${summaryText(study)}</p>
    ${bestTable(study)} ${failedTrials(study)}
    <div class="charts">${figures}</div>
  </article>`;
}

/** What studies tried and what came of it; nothing where there are none. */
export function studiesSection({ studies }: ReportContext): SafeHtml {
  if (studies.length === 0) return html``;
  return html`<section id="studies">
    <h2>${studies.length === 1 ? 'Study' : 'Studies'}</h2>
    ${studies.map(studyArticle)}
  </section>`;
}
