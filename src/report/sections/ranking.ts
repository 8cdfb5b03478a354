import type { Run } from '../../runs/record.ts';
import { findings } from '../findings.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from '../format.ts';
import type { Ranking, RankingRow } from '../ranking.ts';
import { CLOSE_RUNS, type ReportContext } from '../report-context.ts';
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
  const items = findings(ranking, runs).map(({ text }) => html`<li>${text}</li>`);
  return html`<h2>Ranking on ${data.title}</h2>
    <p class="muted">
      By accuracy on ${formatCount(data.testCount)} test images, which took no part in training or in choosing
      the best epoch.
    </p>
    <div class="wide" tabindex="0" role="region" aria-label="Ranking">
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
          ${rows.map(rankingRow)}
        </tbody>
      </table>
    </div>
    <h3>Findings</h3>
    <ul class="findings">
      ${items.slice(0, CLOSE_RUNS)}
    </ul>
    ${
      items.length > CLOSE_RUNS
        ? html`<details>
            <summary>The other ${items.length - CLOSE_RUNS} models</summary>
            <ul class="findings">
              ${items.slice(CLOSE_RUNS)}
            </ul>
          </details>`
        : ''
    }
    <p class="muted">Intervals say how far chance in the choice of test images reaches (Wilson).</p>`;
}

/** The complete runs, best first, a ranking for each data set. */
export function rankingSection({ rankings, runs }: ReportContext): SafeHtml {
  if (rankings.length === 0) return html``;
  return html`<section id="ranking">${rankings.map((ranking) => rankingOf(ranking, runs))}</section>`;
}
