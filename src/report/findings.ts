import { differenceInterval } from '../metrics/interval.ts';
import type { ConfusionMatrix } from '../metrics/confusion-matrix.ts';
import type { Run } from '../runs/record.ts';
import { formatCount, formatPercent, formatPercentInterval, formatPoints } from './format.ts';
import { testHits } from './ranking.ts';
import type { Ranking, RankingRow } from './ranking.ts';

/** What can honestly be said of one model. */
export interface Finding {
  readonly runId: string;
  readonly model: string;
  readonly text: string;
}

/** The label and the other class that it was most often taken for; undefined where nothing was confused. */
export function mostConfused(
  confusion: ConfusionMatrix,
): { label: number; prediction: number; count: number } | undefined {
  let worst: { label: number; prediction: number; count: number } | undefined;
  confusion.forEach((row, label) => {
    row.forEach((count, prediction) => {
      if (label !== prediction && count > (worst?.count ?? 0)) worst = { label, prediction, count };
    });
  });
  return worst;
}

/** How a model compares with the one ranked after it, and whether the test images can tell the two apart. */
function againstNext(row: RankingRow, next: RankingRow | undefined): string {
  if (next === undefined) return '';
  const images = `${formatCount(row.testCount)} images`;
  if (row.testAccuracy === next.testAccuracy) return `, the same as ${next.model}`;
  const interval = differenceInterval(
    { successes: testHits(row), trials: row.testCount },
    { successes: testHits(next), trials: next.testCount },
  );
  const ahead = `, ${formatPoints(row.testAccuracy - next.testAccuracy)} points above ${next.model}`;
  const range = `95% interval ${formatPoints(interval.low)} to ${formatPoints(interval.high)} points`;
  return interval.low > 0
    ? `${ahead}, more than chance explains on ${images} (${range})`
    : `${ahead}, too little to tell them apart on ${images} (${range})`;
}

/** What the curves say: the best epoch and how far training accuracy lay from validation accuracy there. */
function fit(run: Run, row: RankingRow): string {
  const { bestEpoch, epochs } = row;
  const entry = run.history.find(({ epoch }) => epoch === bestEpoch);
  const last = bestEpoch === epochs && epochs > 1 ? ', its last, so more epochs may help' : '';
  const where = `Its best epoch was ${bestEpoch} of ${epochs}${last}`;
  if (entry?.val === undefined) return `${where}.`;
  const gap = entry.train.accuracy - entry.val.accuracy;
  const side = gap >= 0 ? 'above' : 'below';
  return (
    `${where}; training accuracy there was ${formatPercent(entry.train.accuracy)}, ` +
    `${formatPoints(Math.abs(gap))} points ${side} validation.`
  );
}

function confusionSentence(run: Run): string {
  const confusion = run.record.result!.test.confusion;
  const worst = mostConfused(confusion);
  if (worst === undefined) return 'It confused no two classes.';
  const names = run.record.data.classNames;
  const support = confusion[worst.label]!.reduce((sum, value) => sum + value, 0);
  return (
    `Its most frequent mistake was to take ${names[worst.label]!} for ${names[worst.prediction]!} ` +
    `(${formatCount(worst.count)} of ${formatCount(support)}).`
  );
}

/**
 * A few plain sentences for every model of a ranking, in its order: accuracy with its interval, whether its lead over
 * the next is more than chance, its best epoch, the gap between training and validation, its most frequent mistake.
 */
export function findings(ranking: Ranking, runs: readonly Run[]): Finding[] {
  return ranking.rows.map((row, index) => {
    const run = runs.find(({ id }) => id === row.runId)!;
    const reached =
      `${row.model} classified ${formatPercent(row.testAccuracy)} of ${formatCount(row.testCount)} test images ` +
      `correctly (95% interval ${formatPercentInterval(row.testInterval)})${againstNext(row, ranking.rows[index + 1])}.`;
    return {
      runId: row.runId,
      model: row.model,
      text: `${reached} ${fit(run, row)} ${confusionSentence(run)}`,
    };
  });
}
