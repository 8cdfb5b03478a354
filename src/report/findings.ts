import { confusedPairs } from '../metrics/confused-pairs.ts';
import type { Run } from '../runs/record.ts';
import { formatCount, formatPercent, formatPoints } from './format.ts';
import type { Ranking, RankingRow } from './ranking.ts';

/** What can honestly be said of one model. */
export interface Finding {
  readonly runId: string;
  readonly model: string;
  readonly text: string;
}

/** What the curves say: the best epoch and how far training accuracy lay from validation accuracy there. */
function fit(run: Run, { bestEpoch, epochs }: RankingRow): string {
  const entry = run.history.find(({ epoch }) => epoch === bestEpoch);
  const last = epochs === 1 ? 'its only epoch' : `the last of its ${epochs} epochs, so more may help`;
  const where = bestEpoch === epochs ? `best in ${last}` : `best in epoch ${bestEpoch} of ${epochs}`;
  if (entry?.val === undefined) return where;
  const gap = entry.train.accuracy - entry.val.accuracy;
  const side = gap >= 0 ? 'above' : 'below';
  return `${where}, with training accuracy ${formatPoints(Math.abs(gap))} points ${side} validation`;
}

function worstMistake(run: Run): string {
  const confusion = run.record.result!.test.confusion;
  const [worst] = confusedPairs(confusion, 1);
  if (worst === undefined) return 'it confused no two classes';
  const names = run.record.data.classNames;
  const support = confusion[worst.label]!.reduce((sum, value) => sum + value, 0);
  return (
    `it most often took ${names[worst.label]!} for ${names[worst.prediction]!} ` +
    `(${formatCount(worst.count)} of ${formatCount(support)})`
  );
}

/**
 * One plain sentence for every model of a ranking, in its order: accuracy, its best epoch, the gap between training and
 * validation, its most frequent mistake. How models compare is said by `compareRanking`.
 */
export function findings(ranking: Ranking, runs: readonly Run[]): Finding[] {
  return ranking.rows.map((row) => {
    const run = runs.find(({ id }) => id === row.runId)!;
    const reached =
      `${row.model} classified ${formatPercent(row.testAccuracy)} of ${formatCount(row.testCount)} test images ` +
      `correctly`;
    return {
      runId: row.runId,
      model: row.model,
      text: `${reached}; ${fit(run, row)}; ${worstMistake(run)}.`,
    };
  });
}
