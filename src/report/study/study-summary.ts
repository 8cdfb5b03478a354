import { busyMs } from '../../tune/study-time.ts';
import { bestTrial, type Trial } from '../../tune/trial.ts';
import { wilsonInterval } from '../../metrics/interval.ts';
import { formatCount, formatDuration, formatPercent, formatPercentInterval } from '../format.ts';
import { epochsOf, type StudyResults } from './study-results.ts';
import { trialCountsText } from './trial-counts.ts';
import { imageIntervalText, valueText } from './value-text.ts';

/** The values of a complete trial, with what they are and their intervals: `91.20% validation accuracy (90.45–91.89%)`. */
function valuesText({ objectives }: StudyResults, { values }: Trial): string {
  return objectives
    .map((objective, place) => {
      const value = values![place]!;
      const interval = imageIntervalText(value, objective);
      const range = interval === '' ? '' : ` (95% interval ${interval})`;
      return `${valueText(value, objective)} ${objective.metric}${range}`;
    })
    .join(', ');
}

/** What the whole study came to, numbers first: how many trials of which state, the best of them, and the effort. */
export function summaryText(study: StudyResults): string {
  const { trials, objectives, definition } = study;
  const best = bestTrial(trials, objectives[0]!.direction);
  const { trials: most, minutes } = definition.budget;
  const budget = [
    ...(most === undefined || most === trials.length ? [] : [`of ${formatCount(most)}`]),
    ...(minutes === undefined ? [] : [`at most ${formatDuration(minutes * 60_000)}`]),
  ];
  const parts = [
    `${trialCountsText(trials)}${budget.length === 0 ? '' : `, ${budget.join(', ')} in the budget`}`,
    best === undefined
      ? 'no trial is complete'
      : `${objectives.length > 1 ? `best by ${objectives[0]!.metric}` : 'best'}: trial ${best.number} with ${valuesText(study, best)}`,
  ];
  return [`${parts.join('; ')}.`, testText(study, best), effortText(study)]
    .filter((text) => text !== '')
    .join(' ');
}

/** What the best trial does on images that had no part in choosing it, where it is known. */
function testText({ figures }: StudyResults, best: Trial | undefined): string {
  const test = best === undefined ? undefined : figures.get(best.number)?.test;
  if (test === undefined) return '';
  const interval = wilsonInterval(Math.round(test.accuracy * test.count), test.count);
  return (
    `Of ${formatCount(test.count)} test images, by which nothing was chosen, that trial tells ` +
    `${formatPercent(test.accuracy)} (95% interval ${formatPercentInterval(interval)}).`
  );
}

/** How many epochs in how much time; nothing before a trial has begun. */
function effortText(study: StudyResults): string {
  const epochs = study.trials.reduce((sum, trial) => sum + epochsOf(study, trial), 0);
  const durationMs = busyMs(study.trials);
  if (durationMs === 0) return '';
  const steps = epochs === 0 ? '' : `${formatCount(epochs)} ${study.step}${epochs === 1 ? '' : 's'} in `;
  return `It took ${steps}${formatDuration(durationMs)}.`;
}

/** What a reader must know of the values of a study's best trials. */
export function caveatText({ objectives, trials }: StudyResults): string {
  if (trials.filter(({ state }) => state === 'complete').length < 2) return '';
  const [{ images, metric } = { images: undefined, metric: '' }] = objectives;
  const intervals =
    images === undefined
      ? ''
      : ` Intervals are for the choice of ${formatCount(images)} images (Wilson), and do not know of this.`;
  return (
    `Trials were chosen by their ${metric}, so the figure of the best one is optimistic: on images that had no part in ` +
    `the choice it is likely to do a little worse.${intervals}`
  );
}
