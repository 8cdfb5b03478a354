import type { Run } from '../../runs/record.ts';
import { curvesInfo, curvesLegend, curvesSpec } from '../charts/curves.ts';
import type { CurvesInfo } from '../charts/curves.ts';
import { renderSvg } from '../charts/render-svg.ts';
import { formatLoss, formatPercent } from '../format.ts';
import { CLOSE_RUNS, type ReportContext } from '../report-context.ts';
import { runLabels } from '../run-label.ts';
import { html, SafeHtml } from '../safe-html.ts';
import { chartData, chartFigure } from './chart-figure.ts';

function curvesFigure(info: CurvesInfo): SafeHtml {
  const names = info.runs.map(({ label }) => label);
  const title = info.metric === 'accuracy' ? 'Accuracy' : 'Loss';
  const svg = renderSvg(curvesSpec(info), {
    id: `curves-${info.metric}`,
    width: 520,
    height: 320,
    title: `${title} by epoch of ${names.length > 8 ? `${names.length} runs` : names.join(', ')}`,
  });
  return html`<figure>
    <figcaption>${title}</figcaption>
    <div class="plot" data-curves="${info.metric}">${new SafeHtml(svg)}${chartData(info)}</div>
  </figure>`;
}

function legend(info: CurvesInfo): SafeHtml {
  const items = curvesLegend(info).map(({ label, color, mark }) => {
    const dashed = 'line' in mark && mark.line !== 'solid' ? ' dashed' : '';
    return html`<li><span class="swatch${dashed}" style="color: ${color}"></span>${label}</li>`;
  });
  return html`<ul class="legend">
    ${items}
  </ul>`;
}

function curvesTable(runs: readonly Run[]): SafeHtml {
  const labels = runLabels(runs);
  const listed = runs.filter(({ history }) => history.length > 0).slice(0, CLOSE_RUNS);
  const rows = listed.flatMap(({ id, history }) =>
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
    <div class="wide" tabindex="0" role="region" aria-label="Learning curves as a table">
      <table>
        <caption>
          ● marks an epoch that was the best so far.
          ${runs.length > listed.length ? `The ${listed.length} best runs.` : ''}
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

const CONTROLS = html`<form class="controls interactive" id="curves-controls">
  <label>Smoothing <input type="range" name="smoothing" min="0" max="0.95" step="0.05" value="0" /></label>
  <label><input type="checkbox" name="log" /> Loss on a logarithmic scale</label>
  <label
    >By
    <select name="axis">
      <option value="epoch">epoch</option>
      <option value="step">step</option>
      <option value="time">time</option>
    </select></label
  >
  <button type="reset">Reset</button>
</form>`;

/** Learning curves of all runs that finished an epoch, overlaid; nothing where there are none. */
export function curvesSection({ runs, groups }: ReportContext): SafeHtml {
  const [accuracy, loss] = [curvesInfo(runs, 'accuracy'), curvesInfo(runs, 'loss')];
  if (accuracy.runs.length === 0) return html``;
  return html`<section id="curves">
    <h2>Learning curves</h2>
    ${legend(accuracy)} ${CONTROLS}
    <div class="charts">${curvesFigure(accuracy)}${curvesFigure(loss)}</div>
    <p class="muted">
      A dot marks the epoch whose weights were kept. Training figures are means over an epoch, while the
      weights were still changing and with dropout and augmentation where the recipe has them.
      <span class="interactive">Drag or scroll over a chart to zoom; point at a curve to read it.</span>
    </p>
    ${curvesTable(runs)}
    <details>
      <summary>Gaps between training and validation, and learning rates</summary>
      ${groups.map(
        ({ subjects, data }, group) =>
          html`<div class="charts">
            ${['accuracy-gap', 'loss-gap', 'learning-rate'].map((name) => chartFigure(name, subjects, data.title, String(group)))}
          </div>`,
      )}
    </details>
  </section>`;
}
