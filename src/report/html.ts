import { predictedClasses } from '../metrics/predictions.ts';
import type { Run } from '../runs/record.ts';
import { formatCount } from './format.ts';
import {
  jsonText,
  packIntegers,
  PAYLOAD_ID,
  type PageImages,
  type PagePayload,
  type PageRun,
} from './page/payload.ts';
import { reportStyle } from './page-style.ts';
import {
  reportContext,
  type CloseRun,
  type ReportContext,
  type ReportInput,
  type TestSet,
} from './report-context.ts';
import { html, SafeHtml } from './safe-html.ts';
import { answersSection } from './sections/answers.ts';
import { classesSection } from './sections/classes.ts';
import { comparisonSection } from './sections/comparison.ts';
import { confusionSection } from './sections/confusion.ts';
import { costsSection } from './sections/costs.ts';
import { curvesSection } from './sections/curves.ts';
import { diagnosisSection } from './sections/diagnosis.ts';
import { examplesSection, tileStyle } from './sections/examples.ts';
import { gallery } from './sections/gallery.ts';
import { insightsSection } from './sections/insights.ts';
import { probabilitiesSection } from './sections/probabilities.ts';
import { rankingSection } from './sections/ranking.ts';
import { runsSection } from './sections/runs.ts';
import { studiesSection } from './sections/studies.ts';
import type { StudyResults } from './study/study-results.ts';

/** The sections of a report, in their order. One that has nothing to show is empty. */
const SECTIONS: readonly {
  readonly id: string;
  readonly title: string;
  readonly section: (context: ReportContext) => SafeHtml;
}[] = [
  { id: 'answers', title: 'Answers', section: answersSection },
  { id: 'studies', title: 'Studies', section: studiesSection },
  { id: 'ranking', title: 'Ranking', section: rankingSection },
  { id: 'comparison', title: 'Comparison', section: comparisonSection },
  { id: 'curves', title: 'Learning curves', section: curvesSection },
  { id: 'diagnosis', title: 'Diagnosis', section: diagnosisSection },
  { id: 'costs', title: 'Accuracy and cost', section: costsSection },
  { id: 'confusion', title: 'Confusion matrices', section: confusionSection },
  { id: 'examples', title: 'Predictions', section: examplesSection },
  { id: 'insights', title: 'Inside the models', section: insightsSection },
  { id: 'classes', title: 'Classes', section: classesSection },
  { id: 'probabilities', title: 'Probabilities', section: probabilitiesSection },
  { id: 'runs', title: 'Runs', section: runsSection },
];

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

function headline({ runs, studies }: ReportContext, ranked: number): string {
  if (studies.length > 0) return studiesHeadline(studies);
  const titles = unique(runs.map(({ record }) => record.data.title)).join(', ');
  if (runs.length === 0) return 'No readable runs';
  if (ranked > 1) return `${ranked} models on ${titles}`;
  return runs.length === 1 ? `${runs[0]!.record.name} on ${titles}` : `${runs.length} runs on ${titles}`;
}

/** By the name of the only study, or of the tour that they all belong to. */
function studiesHeadline(studies: readonly StudyResults[]): string {
  const names = unique(studies.map(({ name }) => (studies.length === 1 ? name : name.split('/')[0]!)));
  return names.length === 1 ? names[0]! : `${studies.length} studies`;
}

function summary({ runs, studies, unreadable }: ReportContext, ranked: number): string {
  const others = runs.length - ranked;
  const trials = studies.reduce((sum, { trials: of }) => sum + of.length, 0);
  const parts = [
    ...(studies.length === 0
      ? []
      : [
          `${studies.length} ${studies.length === 1 ? 'study' : 'studies'}, ` +
            `${formatCount(trials)} ${trials === 1 ? 'trial' : 'trials'}`,
        ]),
    ...(studies.length > 0 && runs.length === 0
      ? []
      : [`${ranked} complete ${ranked === 1 ? 'run' : 'runs'}`]),
  ];
  if (others > 0) parts.push(`${others} not complete, shown but not ranked`);
  if (unreadable.length > 0) parts.push(`${unreadable.length} unreadable`);
  return parts.join(', ');
}

/** What the page's script works on. */
function payload({ close, sets }: ReportContext): PagePayload {
  return {
    images: sets.map(pageImages),
    runs: close.map((each) =>
      pageRun(
        each,
        sets.findIndex((set) => set.runs.includes(each)),
      ),
    ),
  };
}

function pageImages({ runs, images }: TestSet): PageImages {
  const labels = runs.find(({ predictions }) => predictions !== undefined)?.predictions?.test.labels;
  const { classNames } = runs[0]!.run.record.data;
  const known = { classNames, labels: packIntegers(labels ?? []) };
  if (images === undefined) return known;
  const { width, height, columns, rows, shown, total } = images;
  const some = isAll(shown, total) ? {} : { shown: packIntegers(shown) };
  return { ...known, tiles: { width, height, columns, rows, ...some } };
}

function pageRun({ label, predictions }: CloseRun, set: number): PageRun {
  const run = { label, images: set };
  if (predictions === undefined)
    return { ...run, predictions: packIntegers([]), confidences: packIntegers([]) };
  const { probabilities, classes } = predictions.test;
  const best = predictedClasses(predictions.test);
  const confidences = best.map((at, index) => Math.round(255 * probabilities[index * classes + at]!));
  return { ...run, predictions: packIntegers(best), confidences: packIntegers(confidences) };
}

function isAll(shown: readonly number[], total: number): boolean {
  return shown.length === total && shown.every((index, place) => index === place);
}

/** Characters that HTML does not allow, wherever they come from. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function contents(sections: readonly { readonly id: string; readonly title: string }[]): SafeHtml {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<nav aria-label="Contents">
    <ul>
      ${links}
    </ul>
  </nav>`;
}

/** The page's data and script, where it has one. */
function scripts(context: ReportContext, { script }: ReportInput): string {
  if (script === undefined) return '';
  const data = jsonText(payload(context));
  // Not a template, which a formatter may lay out anew: the script is named by the hash of its every character.
  return `<script type="application/json" id="${PAYLOAD_ID}">${data}</script><script>${script.text}</script>`;
}

/**
 * A report as one HTML page: nothing from the network, light and dark as the reader's system is set or as chosen. It can be
 * read without its script, which opens images behind figures and lets curves be zoomed. Data of runs are escaped
 * wherever they appear. Runs beyond the best few are shown in figures and curves, not image by image.
 */
export function reportHtml(input: ReportInput): string {
  const context = reportContext(input);
  const { runs, rankings } = context;
  const ranked = rankings.reduce((sum, { rows }) => sum + rows.length, 0);
  const title = headline(context, ranked);
  const created = `${input.createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const sections = SECTIONS.map(({ section, ...rest }) => ({ ...rest, body: section(context) })).filter(
    ({ body }) => body.text !== '',
  );
  const scriptSource = input.script === undefined ? '' : `; script-src '${input.script.hash}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:${scriptSource}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Atelier</title>
        <style>
          ${new SafeHtml(reportStyle)}
          ${new SafeHtml(tileStyle(context))}
        </style>
      </head>
      <body>
        <header>
          <button type="button" id="theme">Dark theme</button>
          <h1>${title}</h1>
          <p class="muted">${summary(context, ranked)}. Made by Atelier, ${created}.</p>
          ${contents(sections)}
        </header>
        <main>${notices(runs)} ${sections.map(({ body }) => body)}</main>
        ${gallery()}
      </body>
    </html>`;
  return `${page.text.replace(CONTROLS, '\u{fffd}')}${scripts(context, input)}</body></html>\n`;
}
