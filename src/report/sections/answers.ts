import { wilsonInterval } from '../../metrics/interval.ts';
import { formatCount, formatPercent, formatPercentInterval } from '../format.ts';
import type { ReportContext } from '../report-context.ts';
import { html, type SafeHtml } from '../safe-html.ts';
import { answersNote, studyAnswers } from '../study/answers.ts';
import { stageLabel, stageResults, type StageResult } from '../study/stages.ts';
import type { StudyResults } from '../study/study-results.ts';
import { imageIntervalText, valueText } from '../study/value-text.ts';

function answersOf(study: StudyResults, label: string): SafeHtml {
  const answers = studyAnswers(study);
  if (answers.length === 0) return html``;
  const { question } = study;
  const note = question === undefined ? '' : html` <span class="muted">${label}</span>`;
  return html`<h3>${question ?? label}${note}</h3>
    <ul class="findings">
      ${answers.map(({ text }) => html`<li>${text}</li>`)}
    </ul>`;
}

function testOf({ study, best }: StageResult) {
  return study.figures.get(best.number)?.test;
}

function testCells(stage: StageResult): SafeHtml {
  const test = testOf(stage);
  if (test === undefined)
    return html`<td>–</td>
      <td></td>`;
  const interval = wilsonInterval(Math.round(test.accuracy * test.count), test.count);
  return html`<td class="top">${formatPercent(test.accuracy)}</td>
    <td>${formatPercentInterval(interval)}</td>`;
}

const TEST_TITLES = html`<th scope="col">Test accuracy</th>
  <th scope="col">95% interval</th>`;

/** The best trial of each study; of a tour, how far it came stage by stage. */
function stagesTable(studies: readonly StudyResults[]): SafeHtml {
  const results = stageResults(studies);
  const tested = results.some((stage) => testOf(stage) !== undefined);
  const rows = results.map((stage) => {
    const { study, best, chosen } = stage;
    const objective = study.objectives[0]!;
    const value = best.values![0]!;
    return html`<tr>
      <th class="name" scope="row">${stageLabel(study, studies)}</th>
      <td class="name">${chosen}</td>
      <td>${valueText(value, objective)} ${objective.metric}</td>
      <td>${imageIntervalText(value, objective)}</td>
      ${tested ? testCells(stage) : ''}
      <td>${formatCount(study.trials.length)}</td>
    </tr>`;
  });
  if (rows.length === 0) return html``;
  return html`<h3>The best of each study</h3>
    <div class="wide" tabindex="0" role="region" aria-label="The best trial of each study">
      <table>
        <thead>
          <tr>
            <th class="name" scope="col">Study</th>
            <th class="name" scope="col">Best</th>
            <th scope="col">Value</th>
            <th scope="col">95% interval</th>
            ${tested ? TEST_TITLES : ''}
            <th scope="col">Trials</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

/** What studies answer, in sentences; nothing where there are no studies, or none with a trial that has ended. */
export function answersSection({ studies }: ReportContext): SafeHtml {
  const answers = studies
    .map((study) => answersOf(study, stageLabel(study, studies)))
    .filter(({ text }) => text !== '');
  if (answers.length === 0) return html``;
  return html`<section id="answers">
    <h2>Answers</h2>
    ${answers}
    <p class="muted">${answersNote(studies[0]!)}</p>
    ${studies.length > 1 ? stagesTable(studies) : ''}
  </section>`;
}
