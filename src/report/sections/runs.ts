import type { Run, RunRecord, UnreadableRun } from '../../runs/record.ts';
import { choiceText } from '../choice-text.ts';
import { formatCount, formatDuration } from '../format.ts';
import { reproduceCommand } from '../reproduce.ts';
import { LISTED_RUNS, type ReportContext } from '../report-context.ts';
import { html, SafeHtml } from '../safe-html.ts';
import { architectureDrawing } from './architecture.ts';

function fact(name: string, value: string): SafeHtml {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

/** By what a run was trained, as its recipe has it. */
function recipeFacts({ recipe }: RunRecord): SafeHtml[] {
  const { optimizer, loss, batchSize } = recipe;
  const isChoice = typeof optimizer === 'object' && optimizer !== null && !Array.isArray(optimizer);
  const { learningRate, ...update } = isChoice ? optimizer : {};
  const facts: [string, Parameters<typeof choiceText>[0] | undefined][] = [
    ['Optimiser', Object.keys(update).length === 0 ? undefined : update],
    ['Learning rate', learningRate],
    ['Loss', loss],
    ['Batch size', batchSize],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [fact(name, choiceText(value))]));
}

function runFacts({ record, history, folder }: Run): SafeHtml {
  const { data, machine, versions, result } = record;
  const gibibytes = (machine.memoryBytes / 2 ** 30).toFixed(0);
  return html`<dl>
    ${fact('Created', record.createdAt)}
    ${result === undefined ? fact('Epochs finished', String(history.length)) : ''}
    ${result === undefined ? '' : fact('Stopped', `after ${result.epochs} epochs, ${formatDuration(result.durationMs)}: ${result.stopReason}`)}
    ${recipeFacts(record)} ${fact('Seed', String(record.seed))}
    ${fact('Parameters', formatCount(record.parameters))}
    ${fact('Data', `${data.title}: ${formatCount(data.trainCount)} training, ${formatCount(data.validationCount)} validation and ${formatCount(data.testCount)} test images of ${data.imageShape.join(' × ')}`)}
    ${fact('Data from', data.origin)} ${fact('Data digest', data.digest)}
    ${fact('Machine', `${machine.cpu}, ${machine.cores} cores, ${gibibytes} GiB, ${machine.platform} ${machine.arch}; ${record.threads} threads, ${record.layout} layout`)}
    ${fact('Versions', `Atelier ${versions.atelier}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}`)}
    ${fact('Folder', folder)}
  </dl>`;
}

function runArticle(run: Run): SafeHtml {
  const { record } = run;
  const error =
    record.error === undefined
      ? ''
      : html`<p><strong>${record.error.code}</strong>: ${record.error.message}</p>`;
  return html`<article class="run">
    <h3>${run.id} <span class="status ${record.status}">${record.status}</span></h3>
    ${error}${runFacts(run)}${architectureDrawing(record)}
    <details>
      <summary>The command that trains it again, and its recipe</summary>
      <pre tabindex="0">${reproduceCommand(run)}</pre>
      <pre tabindex="0">${JSON.stringify(record.recipe, null, 2)}</pre>
    </details>
  </article>`;
}

function unreadableArticle({ id, reason }: UnreadableRun): SafeHtml {
  return html`<article class="run">
    <h3>${id} <span class="status unreadable">unreadable</span></h3>
    <p>${reason}</p>
  </article>`;
}

/** Runs beyond those that are described: how many there are of each status, and which are not complete. */
function otherRuns(runs: readonly Run[]): SafeHtml {
  const incomplete = runs.filter(({ record }) => record.status !== 'complete');
  const complete = runs.length - incomplete.length;
  const items = incomplete.map(
    ({ id, record }) => html`<li>${id} <span class="status ${record.status}">${record.status}</span></li>`,
  );
  return html`<article class="run">
    <h3>${formatCount(runs.length)} other runs</h3>
    <p>${formatCount(complete)} are complete. ${incomplete.length === 0 ? '' : 'These are not:'}</p>
    <ul>
      ${items}
    </ul>
  </article>`;
}

/** Every run: what it was, of what, where, and what it is now. A page of studies alone has none. */
export function runsSection({ runs, unreadable, studies }: ReportContext): SafeHtml {
  if (studies.length > 0 && runs.length + unreadable.length === 0) return html``;
  const listed = runs.slice(0, LISTED_RUNS);
  const others = runs.slice(LISTED_RUNS);
  return html`<section id="runs">
    <h2>Runs</h2>
    ${listed.map(runArticle)}${others.length === 0 ? '' : otherRuns(others)}${unreadable.map(unreadableArticle)}
  </section>`;
}
