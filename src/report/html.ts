import type { Run, UnreadableRun } from '../runs/record.ts';
import { formatCount, formatDuration } from './format.ts';
import { confusionSection, curvesSection } from './html-charts.ts';
import { reportStyle } from './html-style.ts';
import { classSection, rankingSection } from './html-tables.ts';
import { rankRuns } from './ranking.ts';
import { html, SafeHtml } from './safe-html.ts';

/** What a report is about. */
export interface ReportInput {
  /** Runs of any status; only complete ones are ranked. */
  readonly runs: readonly Run[];
  /** Folders that were asked for but could not be read; they are listed with the reason. */
  readonly unreadable?: readonly UnreadableRun[];
  /** When the report is made. */
  readonly createdAt: Date;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Every data set's remark once, before anything else: a reader must not take other data for Fashion-MNIST. */
function notices(runs: readonly Run[]): SafeHtml[] {
  const texts = unique(
    runs.flatMap(({ record }) => (record.data.notice === undefined ? [] : [record.data.notice])),
  );
  return texts.map((text) => html`<p class="notice" role="note">${text}</p>`);
}

function fact(name: string, value: string): SafeHtml {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

function runFacts({ record, history, folder }: Run): SafeHtml {
  const { data, machine, versions, result } = record;
  const gibibytes = (machine.memoryBytes / 2 ** 30).toFixed(0);
  return html`<dl>
    ${fact('Created', record.createdAt)}
    ${result === undefined ? fact('Epochs finished', String(history.length)) : ''}
    ${result === undefined ? '' : fact('Stopped', `after ${result.epochs} epochs, ${formatDuration(result.durationMs)}: ${result.stopReason}`)}
    ${fact('Seed', String(record.seed))} ${fact('Parameters', formatCount(record.parameters))}
    ${fact('Data', `${data.title}: ${formatCount(data.trainCount)} training, ${formatCount(data.validationCount)} validation and ${formatCount(data.testCount)} test images of ${data.imageShape.join(' × ')}`)}
    ${fact('Data from', data.origin)} ${fact('Data digest', data.digest)}
    ${fact('Machine', `${machine.cpu}, ${machine.cores} cores, ${gibibytes} GiB, ${machine.platform} ${machine.arch}; ${record.threads} threads, ${record.layout} layout`)}
    ${fact('Versions', `Atelier ${versions.atelier}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}`)}
    ${fact('Folder', folder)}
  </dl>`;
}

function runSection(run: Run): SafeHtml {
  const { record } = run;
  const error =
    record.error === undefined
      ? ''
      : html`<p><strong>${record.error.code}</strong>: ${record.error.message}</p>`;
  return html`<article class="run">
    <h3>${run.id} <span class="status ${record.status}">${record.status}</span></h3>
    ${error}${runFacts(run)}
    <details>
      <summary>Recipe</summary>
      <pre>${JSON.stringify(record.recipe, null, 2)}</pre>
    </details>
  </article>`;
}

function unreadableSection({ id, reason }: UnreadableRun): SafeHtml {
  return html`<article class="run">
    <h3>${id} <span class="status unreadable">unreadable</span></h3>
    <p>${reason}</p>
  </article>`;
}

function headline(runs: readonly Run[], ranked: number): string {
  const titles = unique(runs.map(({ record }) => record.data.title)).join(', ');
  if (runs.length === 0) return 'No readable runs';
  if (ranked > 1) return `${ranked} models on ${titles}`;
  return runs.length === 1 ? `${runs[0]!.record.name} on ${titles}` : `${runs.length} runs on ${titles}`;
}

function summary(input: ReportInput, ranked: number): string {
  const others = input.runs.length - ranked;
  const unreadable = input.unreadable?.length ?? 0;
  const parts = [`${ranked} complete ${ranked === 1 ? 'run' : 'runs'}`];
  if (others > 0) parts.push(`${others} not complete, shown but not ranked`);
  if (unreadable > 0) parts.push(`${unreadable} unreadable`);
  return parts.join(', ');
}

/** Characters that HTML does not allow, wherever they come from. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/**
 * A report as one HTML page: no scripts, nothing from the network, light and dark as the reader's system is set. Data
 * of runs are escaped wherever they appear.
 */
export function reportHtml(input: ReportInput): string {
  const rankings = rankRuns(input.runs);
  const order = new Map(rankings.flatMap(({ rows }) => rows).map(({ runId }, index) => [runId, index]));
  // Ranked runs first and in their order, so that a run has one colour and place all through the page.
  const place = (run: Run): number => order.get(run.id) ?? order.size;
  const runs = [...input.runs].sort((a, b) => place(a) - place(b));
  const title = headline(runs, order.size);
  const created = `${input.createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Atelier</title>
        <style>
          ${new SafeHtml(reportStyle)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="muted">${summary(input, order.size)}. Made by Atelier, ${created}.</p>
        </header>
        <main>
          ${notices(runs)} ${rankings.map((ranking) => rankingSection(ranking, runs))} ${curvesSection(runs)}
          ${confusionSection(runs)} ${rankings.map((ranking) => classSection(ranking, runs))}
          <section>
            <h2>Runs</h2>
            ${runs.map(runSection)}${(input.unreadable ?? []).map(unreadableSection)}
          </section>
        </main>
      </body>
    </html> `;
  return page.text.replace(CONTROLS, '\u{fffd}');
}
