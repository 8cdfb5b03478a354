import { macroMean, perClass, weightedMean } from '../metrics/per-class.ts';
import type { ClassFigures } from '../metrics/per-class.ts';
import type { Run } from '../runs/record.ts';
import { findings } from './findings.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from './format.ts';
import type { Ranking, RankingRow } from './ranking.ts';
import { html } from './safe-html.ts';
import type { SafeHtml } from './safe-html.ts';

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
export function rankingSection(ranking: Ranking, runs: readonly Run[]): SafeHtml {
  const { data, rows } = ranking;
  const items = findings(ranking, runs).map(({ text }) => html`<li>${text}</li>`);
  return html`<section>
    <h2>Ranking on ${data.title}</h2>
    <p class="muted">
      By accuracy on ${formatCount(data.testCount)} test images, which took no part in training or in choosing
      the best epoch.
    </p>
    <div class="wide">
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
    <h3 style="margin-top: 1.25rem">Findings</h3>
    <ul class="findings">
      ${items}
    </ul>
    <p class="muted">
      Intervals say how far chance in the choice of test images reaches (Wilson; differences after Newcombe).
      They do not say how much another seed would change: train with several seeds to see that.
    </p>
  </section>`;
}

interface ModelFigures {
  readonly label: string;
  readonly figures: readonly ClassFigures[];
}

function comparison(classNames: readonly string[], models: readonly ModelFigures[]): SafeHtml {
  const rows = classNames.map((name, index) => {
    const best = Math.max(...models.map(({ figures }) => figures[index]!.f1));
    const cells = models.map(({ figures }) => {
      const { f1 } = figures[index]!;
      return html`<td class="${models.length > 1 && f1 === best ? 'top' : ''}">${f1.toFixed(3)}</td>`;
    });
    return html`<tr>
      <th class="name" scope="row">${name}</th>
      ${cells}
    </tr>`;
  });
  const macro = models.map(({ figures }) => html`<td>${macroMean(figures).f1.toFixed(3)}</td>`);
  return html`<div class="wide">
    <table>
      <caption>
        F1 by class${models.length > 1 ? '; the best of each class is bold' : ''}.
      </caption>
      <thead>
        <tr>
          <th class="name" scope="col">Class</th>
          ${models.map(({ label }) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
        <tr>
          <th class="name" scope="row">Mean of classes</th>
          ${macro}
        </tr>
      </tbody>
    </table>
  </div>`;
}

function figureCells({ precision, recall, f1, support }: ClassFigures): SafeHtml {
  return html`<td>${precision.toFixed(3)}</td>
    <td>${recall.toFixed(3)}</td>
    <td>${f1.toFixed(3)}</td>
    <td>${formatCount(support)}</td>`;
}

function modelDetails(classNames: readonly string[], { label, figures }: ModelFigures): SafeHtml {
  const rows = figures.map(
    (figure, index) =>
      html`<tr>
        <th class="name" scope="row">${classNames[index]!}</th>
        ${figureCells(figure)}
      </tr>`,
  );
  return html`<details>
    <summary>${label}: precision, recall and F1</summary>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th class="name" scope="col">Class</th>
            <th scope="col">Precision</th>
            <th scope="col">Recall</th>
            <th scope="col">F1</th>
            <th scope="col">Images</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
          <tr>
            <th class="name" scope="row">Mean of classes</th>
            ${figureCells(macroMean(figures))}
          </tr>
          <tr>
            <th class="name" scope="row">Mean by images</th>
            ${figureCells(weightedMean(figures))}
          </tr>
        </tbody>
      </table>
    </div>
  </details>`;
}

/** One data set's figures by class: F1 of all models side by side, and every figure of each. */
export function classSection(ranking: Ranking, runs: readonly Run[]): SafeHtml {
  const models = ranking.rows.map((row): ModelFigures => {
    const run = runs.find(({ id }) => id === row.runId)!;
    return { label: row.model, figures: perClass(run.record.result!.test.confusion) };
  });
  const { classNames, title } = ranking.data;
  return html`<section>
    <h2>Classes of ${title}</h2>
    ${comparison(classNames, models)} ${models.map((model) => modelDetails(classNames, model))}
  </section>`;
}
