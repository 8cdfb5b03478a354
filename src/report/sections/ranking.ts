import type { Run } from '../../runs/record.ts';
import { findings } from '../findings.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from '../format.ts';
import type { Ranking, RankingRow } from '../ranking.ts';
import { CLOSE_RUNS, LISTED_RUNS, type ReportContext } from '../report-context.ts';
import { html } from '../safe-html.ts';
import type { SafeHtml } from '../safe-html.ts';

function rankingRow(row: RankingRow): SafeHtml {
  return html`<tr>
    <td>${row.rank}</td>
    <th class="name" scope="row">${row.model}</th>
    <td class="top">${formatPercent(row.testAccuracy)}</td>
    <td>${formatPercentInterval(row.testInterval)}</td>
    <td>${formatLoss(row.testLoss)}</td>
    <td>${formatPercent(row.validationAccuracy)}</td>
    <td>${formatCount(row.parameters)}</td>
    <td>${row.epochs}</td>
    <td>${formatDuration(row.durationMs)}</td>
  </tr>`;
}

/** One data set's ranking and what can be said of each model. */
function rankingOf(ranking: Ranking, runs: readonly Run[]): SafeHtml {
  const { data, rows } = ranking;
  const best = { ...ranking, rows: rows.slice(0, CLOSE_RUNS + 1) };
  const items = findings(best, runs)
    .slice(0, CLOSE_RUNS)
    .map(({ text }) => html`<li>${text}</li>`);
  return html`<h2>Ranking on ${data.title}</h2>
    <p class="muted">
      By accuracy on ${formatCount(data.testCount)} test images, which took no part in training or in choosing
      the best epoch.
    </p>
    <div class="wide" tabindex="0" role="region" aria-label="Ranking on ${data.title}">
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th class="name" scope="col">Model</th>
            <th scope="col">Test accuracy</th>
            <th scope="col">95% interval</th>
            <th scope="col">Test loss</th>
            <th scope="col">Validation</th>
            <th scope="col">Parameters</th>
            <th scope="col">Epochs</th>
            <th scope="col">Training time</th>
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, LISTED_RUNS).map(rankingRow)}
        </tbody>
      </table>
    </div>
    ${rows.length > LISTED_RUNS ? html`<p class="muted">The best ${LISTED_RUNS} of ${formatCount(rows.length)}; "atelier report --format csv" writes a line for each.</p>` : ''}
    <h3>Findings</h3>
    <ul class="findings">
      ${items}
    </ul>
    ${rows.length > CLOSE_RUNS ? html`<p class="muted">Of ${formatCount(rows.length)} models the best ${CLOSE_RUNS} in words.</p>` : ''}
    <p class="muted">Intervals say how far chance in the choice of test images reaches (Wilson).</p>`;
}

/** The complete runs, best first, a ranking for each data set. */
export function rankingSection({ rankings, runs }: ReportContext): SafeHtml {
  if (rankings.length === 0) return html``;
  return html`<section id="ranking">${rankings.map((ranking) => rankingOf(ranking, runs))}</section>`;
}
