import { macroMean, perClass, weightedMean } from '../../metrics/per-class.ts';
import type { ClassFigures } from '../../metrics/per-class.ts';
import { formatCount } from '../format.ts';
import type { Ranking } from '../ranking.ts';
import { CLOSE_RUNS, type ReportContext } from '../report-context.ts';
import { html } from '../safe-html.ts';
import type { SafeHtml } from '../safe-html.ts';
import { chartFigure } from './chart-figure.ts';

interface ModelFigures {
  readonly label: string;
  readonly figures: readonly ClassFigures[];
}

function comparison({ classNames, title }: Ranking['data'], models: readonly ModelFigures[]): SafeHtml {
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
  return html`<div class="wide" tabindex="0" role="region" aria-label="F1 by class of ${title}">
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
    <div class="wide" tabindex="0" role="region" aria-label="Figures by class of ${label}">
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

function classesOf(
  ranking: Ranking,
  group: ReportContext['groups'][number] | undefined,
  place: number,
): SafeHtml {
  const subjects = (group?.subjects ?? [])
    .filter(({ run }) => run.record.status === 'complete')
    .slice(0, CLOSE_RUNS);
  const models = ranking.rows.slice(0, CLOSE_RUNS).flatMap((row): ModelFigures[] => {
    const run = subjects.find((subject) => subject.run.id === row.runId)?.run;
    return run === undefined
      ? []
      : [{ label: row.model, figures: perClass(run.record.result!.test.confusion) }];
  });
  const { classNames, title } = ranking.data;
  return html`<h2>Classes of ${title}</h2>
    ${chartFigure('class-f1', subjects, title, String(place))} ${comparison(ranking.data, models)}
    ${models.map((model) => modelDetails(classNames, model))}`;
}

/** Figures by class: F1 of the best models side by side, and every figure of each. */
export function classesSection({ rankings, groups }: ReportContext): SafeHtml {
  if (rankings.length === 0) return html``;
  return html`<section id="classes">
    ${rankings.map((ranking, place) => {
      const group = groups.find(({ subjects }) =>
        subjects.some(({ run }) => run.id === ranking.rows[0]?.runId),
      );
      return classesOf(ranking, group, place);
    })}
  </section>`;
}
