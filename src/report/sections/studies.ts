import { describeValues, type Condition } from '../../tune/space/parameter.ts';
import type { Json } from '../../core/json.ts';
import { choiceText } from '../choice-text.ts';
import { comparableStudies } from '../charts/study/draw-studies.ts';
import { formatCount } from '../format.ts';
import type { ReportContext } from '../report-context.ts';
import { html, type SafeHtml } from '../safe-html.ts';
import { failedText, failureGroups } from '../study/failures.ts';
import type { StudyResults } from '../study/study-results.ts';
import { caveatText, summaryText } from '../study/study-summary.ts';
import { bestTrialColumns, tableTrials } from '../study/trial-table.ts';
import { studyFigures } from './chart-figure.ts';

const BEST_TRIALS = 10;
const LISTED_FAILURES = 20;
/** A table of more parameters than that is no longer read. */
const MOST_PARAMETERS = 12;

function bestTable(study: StudyResults): SafeHtml {
  const { title: heading, trials: best } = tableTrials(study, BEST_TRIALS);
  if (best.length === 0) return html``;
  const { figures, parameters } = bestTrialColumns(study);
  const columns = [...figures, ...parameters.slice(0, MOST_PARAMETERS)];
  const left = parameters.length - MOST_PARAMETERS;
  return html`<h4>${heading}</h4>
    <div class="wide" tabindex="0" role="region" aria-label="Best trials of ${study.name}">
      <table>
        <thead>
          <tr>
            ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${best.map(
            (trial, row) =>
              html`<tr>
                ${columns.map(({ of }) => html`<td>${of(trial, row)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="muted">${left} more parameters have no room here.</p>` : ''}
    <p class="muted">${caveatText(study)}</p>`;
}

function failedTrials({ trials }: StudyResults): SafeHtml {
  const groups = failureGroups(trials);
  if (groups.length === 0) return html``;
  const count = trials.filter(({ state }) => state === 'failed').length;
  const others = groups.length - LISTED_FAILURES;
  const items = groups.slice(0, LISTED_FAILURES).map(
    (group) =>
      html`<li>
        <span class="status failed">${group.kind}</span> ${group.message}
        <span class="muted">(${failedText(group)})</span>
      </li>`,
  );
  return html`<details>
    <summary>${formatCount(count)} failed ${count === 1 ? 'trial' : 'trials'}</summary>
    <ul class="findings">
      ${items}
    </ul>
    ${others > 0 ? html`<p class="muted">And ${formatCount(others)} other reasons.</p>` : ''}
  </details>`;
}

function fact(name: string, value: string): SafeHtml {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

/** When a parameter is in use, in words. */
function conditionText({ parameter, values, min }: Condition): string {
  return values === undefined ? `${parameter} is at least ${min!}` : `${parameter} is ${values.join(' or ')}`;
}

/** How the study chose what to try, and among what. */
function howItWasTried({ definition, space, objectives }: StudyResults): SafeHtml {
  const { sampler, pruner, seed } = definition;
  const parameters = space.parameters.map((parameter) => {
    const conditions = parameter.conditions.map(conditionText);
    const scale = parameter.type !== 'choice' && parameter.log ? ', by its logarithm' : '';
    const use = conditions.length === 0 ? '' : `; where ${conditions.join(' and ')}`;
    return fact(parameter.name, `${describeValues(parameter)}${scale}${use}`);
  });
  const aims = objectives.map(({ metric, direction }) => `${direction} ${metric}`).join(', ');
  return html`<details>
    <summary>How it was tried</summary>
    <dl>
      ${fact('Objective', aims)} ${fact('Sampler', `${choiceText(sampler as Json)}, seed ${seed}`)}
      ${pruner === undefined ? '' : fact('Pruner', choiceText(pruner as Json))} ${parameters}
    </dl>
  </details>`;
}

/** What a reader looks at first, and what is folded away. */
const CHARTS = {
  shown: ['study-importance', 'study-history', 'study-learning-curves', 'study-pareto', 'study-contour'],
  slices: ['study-slice'],
  folded: ['study-parallel', 'study-timeline'],
} as const;

function studyArticle(study: StudyResults, index: number): SafeHtml {
  const figures = (names: readonly string[]): SafeHtml[] =>
    names.flatMap((name) => studyFigures(name, [study], study.name, `study-${index}`));
  const [shown, slices, folded] = [CHARTS.shown, CHARTS.slices, CHARTS.folded].map(figures);
  const fold = (title: string, charts: readonly SafeHtml[]): SafeHtml =>
    charts.length === 0
      ? html``
      : html`<details>
          <summary>${title}</summary>
          <div class="charts">${charts}</div>
        </details>`;
  return html`<article class="study">
    <h3>${study.name}</h3>
    <p>${summaryText(study)}</p>
    ${bestTable(study)} ${failedTrials(study)} ${howItWasTried(study)}
    <div class="charts">${shown!}</div>
    ${fold('Values by each parameter', slices!)}
    ${fold('All parameters at once, and who worked on what', folded!)}
  </article>`;
}

/** Charts of several studies, one for each objective that they have. */
function comparedStudies(studies: readonly StudyResults[]): SafeHtml {
  const figures = comparableStudies(studies).flatMap((group, index) =>
    ['study-best-by-epochs', 'study-edf'].flatMap((name) =>
      studyFigures(name, group, group.map((study) => study.name).join(', '), `studies-${index}`),
    ),
  );
  if (figures.length === 0) return html``;
  return html`${studies.length > 1 ? html`<h3>All studies</h3>` : ''}
    <div class="charts">${figures}</div>`;
}

/** What studies tried and what came of it; nothing where there are none. */
export function studiesSection({ studies }: ReportContext): SafeHtml {
  if (studies.length === 0) return html``;
  return html`<section id="studies">
    <h2>${studies.length === 1 ? 'Study' : 'Studies'}</h2>
    ${studies.map(studyArticle)} ${comparedStudies(studies)}
  </section>`;
}
