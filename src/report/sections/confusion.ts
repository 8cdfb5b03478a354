import { formatCount } from '../format.ts';
import { cellColor } from '../matrix-cell.ts';
import type { CloseRun, ReportContext } from '../report-context.ts';
import { html, SafeHtml } from '../safe-html.ts';

/** Names of more letters are cut in the heads of columns. */
const HEAD_LETTERS = 12;

function shorten(name: string): string {
  const letters = Array.from(name);
  return letters.length > HEAD_LETTERS ? `${letters.slice(0, HEAD_LETTERS - 1).join('')}…` : name;
}

/** What a cell holds, in words. */
function cellTitle(label: string, prediction: string, count: number): string {
  const images = `${formatCount(count)} ${count === 1 ? 'image' : 'images'}`;
  return label === prediction
    ? `${label}, recognised: ${images}`
    : `${label} taken for ${prediction}: ${images}`;
}

function matrixTable({ run, label: title, predictions }: CloseRun, index: number): SafeHtml {
  const opens = predictions === undefined ? undefined : index;
  const { classNames } = run.record.data;
  const rows = run.record.result!.test.confusion.map((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, prediction) => {
      if (count === 0) return html`<td></td>`;
      const { percent, strong } = cellColor(count / total);
      const kind = `${label === prediction ? 'hit' : 'miss'}${strong ? ' strong' : ''}`;
      const style = `--share: ${percent}%`;
      if (opens === undefined) return html`<td class="${kind}" style="${style}">${count}</td>`;
      const words = cellTitle(classNames[label]!, classNames[prediction]!, count);
      return html`<td class="${kind}" style="${style}">
        <button
          type="button"
          data-run="${opens}"
          data-label="${label}"
          data-prediction="${prediction}"
          aria-label="${words}"
          title="${words}"
        >
          ${count}
        </button>
      </td>`;
    });
    return html`<tr>
      <th class="name" scope="row">${classNames[label]!}</th>
      ${cells}
    </tr>`;
  });
  const heads = classNames.map(
    (name) => html`<th scope="col"><span title="${name}">${shorten(name)}</span></th>`,
  );
  return html`<div class="wide" tabindex="0" role="region" aria-label="Confusion matrix of ${title}">
    <table class="matrix">
      <caption class="unseen">
        Rows: true class. Columns: predicted class.
      </caption>
      <thead>
        <tr>
          <th class="name" scope="col">True class</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function matrix(close: CloseRun, index: number): SafeHtml {
  const { label, predictions } = close;
  return html`<figure class="matrix-figure">
    <figcaption>${label}</figcaption>
    ${matrixTable(close, index)}
    ${predictions === undefined ? html`<p class="muted">What it said of each image has not been kept.</p>` : ''}
  </figure>`;
}

/** The confusion matrices of the best runs; their cells open the images behind them. */
export function confusionSection({ close, rankings }: ReportContext): SafeHtml {
  if (close.length === 0) return html``;
  const all = rankings.reduce((sum, { rows }) => sum + rows.length, 0);
  return html`<section id="confusion">
    <h2>Confusion matrices</h2>
    <p class="muted">
      Test images by true class (row) and predicted class (column). Blue is right, orange is wrong; the
      strength of a colour is the square root of the share of the row, so that rare mistakes stay visible.
      <span class="interactive">A cell opens the images that it counts.</span>
      ${all > close.length ? `Shown for the ${close.length} best of ${all} runs.` : ''}
    </p>
    <p class="controls interactive">
      <label
        >Figures
        <select id="matrix-figures">
          <option value="count">numbers of images</option>
          <option value="trueClass">percent of the true class</option>
          <option value="predictedClass">percent of the predicted class</option>
        </select></label
      >
    </p>
    <div class="matrices">${close.map(matrix)}</div>
  </section>`;
}
