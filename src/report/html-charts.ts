import type { Run } from '../runs/record.ts';
import { confusionInfo, confusionSpec } from './charts/confusion.ts';
import type { ConfusionInfo } from './charts/confusion.ts';
import { curvesInfo, curvesSpec } from './charts/curves.ts';
import type { CurvesInfo } from './charts/curves.ts';
import { pagePalette } from './charts/palette.ts';
import { renderSvg } from './charts/render-svg.ts';
import { formatLoss, formatPercent } from './format.ts';
import { runLabels } from './run-label.ts';
import { html, SafeHtml } from './safe-html.ts';

function curvesFigure(info: CurvesInfo): SafeHtml {
  const names = info.runs.map(({ label }) => label).join(', ');
  const title = `${info.metric === 'accuracy' ? 'Accuracy' : 'Loss'} by epoch of ${names}`;
  const svg = renderSvg(curvesSpec(info), { id: `curves-${info.metric}`, width: 460, height: 300, title });
  return html`<figure>
    <h3>${info.metric === 'accuracy' ? 'Accuracy' : 'Loss'}</h3>
    ${new SafeHtml(svg)}
  </figure>`;
}

function legend(info: CurvesInfo): SafeHtml {
  const runs = info.runs.map(
    ({ label, status }, index) =>
      html`<li>
        <span class="swatch" style="color: ${pagePalette.series[index % pagePalette.series.length]!}"></span
        >${label}${status === 'complete' ? '' : ` (${status})`}
      </li>`,
  );
  return html`<ul class="legend">
    ${runs}
    <li><span class="swatch dashed"></span>training</li>
    <li><span class="swatch"></span>validation</li>
  </ul>`;
}

function curvesTable(runs: readonly Run[]): SafeHtml {
  const labels = runLabels(runs);
  const rows = runs.flatMap(({ id, history }) =>
    history.map(
      ({ epoch, train, val, best }) =>
        html`<tr>
          <th class="name" scope="row">${labels.get(id)!}</th>
          <td>${epoch}${best ? ' ●' : ''}</td>
          <td>${formatPercent(train.accuracy)}</td>
          <td>${val === undefined ? '–' : formatPercent(val.accuracy)}</td>
          <td>${formatLoss(train.loss)}</td>
          <td>${val === undefined ? '–' : formatLoss(val.loss)}</td>
        </tr>`,
    ),
  );
  return html`<details>
    <summary>The curves as a table</summary>
    <div class="wide">
      <table>
        <caption>
          ● marks an epoch that was the best so far.
        </caption>
        <thead>
          <tr>
            <th class="name" scope="col">Model</th>
            <th scope="col">Epoch</th>
            <th scope="col">Training accuracy</th>
            <th scope="col">Validation accuracy</th>
            <th scope="col">Training loss</th>
            <th scope="col">Validation loss</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Learning curves of all runs that finished an epoch, overlaid; nothing where there are none. */
export function curvesSection(runs: readonly Run[]): SafeHtml {
  const accuracy = curvesInfo(runs, 'accuracy');
  if (accuracy.runs.length === 0) return html``;
  return html`<section>
    <h2>Learning curves</h2>
    ${legend(accuracy)}
    <div class="charts">${curvesFigure(accuracy)}${curvesFigure(curvesInfo(runs, 'loss'))}</div>
    <p class="muted">
      A dot marks the epoch whose weights were kept. Training figures are means over an epoch, while the
      weights were still changing and with dropout and augmentation where the recipe has them.
    </p>
    ${curvesTable(runs)}
  </section>`;
}

function confusionTable(info: ConfusionInfo): SafeHtml {
  const rows = info.classNames.map((name, label) => {
    const cells = info.cells
      .filter((cell) => cell.label === label)
      .map(({ count }) => html`<td>${count}</td>`);
    return html`<tr>
      <th class="name" scope="row">${name}</th>
      ${cells}
    </tr>`;
  });
  const heads = info.classNames.map((name) => html`<th scope="col">${name}</th>`);
  return html`<details>
    <summary>As a table</summary>
    <div class="wide">
      <table>
        <caption>
          Rows: true class. Columns: predicted class.
        </caption>
        <thead>
          <tr>
            <td></td>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** The confusion matrix of every run that has a result; nothing where none has. */
export function confusionSection(runs: readonly Run[]): SafeHtml {
  const labels = runLabels(runs);
  const figures = runs.flatMap((run, index) => {
    const info = confusionInfo(run);
    if (info === undefined) return [];
    const label = labels.get(run.id)!;
    const side = Math.max(460, 100 + 14 * info.classNames.length);
    const title = `Confusion matrix of ${label} on the test images`;
    const svg = renderSvg(confusionSpec(info), {
      id: `confusion-${index + 1}`,
      width: side,
      height: side - 30,
      title,
    });
    return [
      html`<figure>
        <h3>${label}</h3>
        ${new SafeHtml(svg)}${confusionTable(info)}
      </figure>`,
    ];
  });
  if (figures.length === 0) return html``;
  return html`<section>
    <h2>Confusion matrices</h2>
    <p class="muted">
      Test images by true class (row) and predicted class (column). Blue is right, orange is wrong; the
      strength of a colour is the square root of the share of the row, so that rare mistakes stay visible.
    </p>
    <div class="charts">${figures}</div>
  </section>`;
}
