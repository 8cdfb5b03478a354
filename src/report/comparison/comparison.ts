import type { Run } from '../../runs/record.ts';
import type { Ranking } from '../ranking.ts';
import type { TestAnswers } from '../test-answers.ts';
import { classDifferences, type ClassDifferences } from './class-differences.ts';
import { foldResults, seedResults, type GroupResults } from './run-groups.ts';
import { runPairs, type RunPair } from './run-pairs.ts';

/** What the data support when the runs of a ranking are compared. */
export interface Comparison {
  /** Recipes that were trained with several seeds. */
  readonly seeds: GroupResults;
  /** Cross-validations. */
  readonly folds: GroupResults;
  /** The best runs, each with the next and with the best. */
  readonly runs: readonly RunPair[];
  /** The best run and the second, class by class; null where it is not known what both answered. */
  readonly classes: ClassDifferences | null;
}

/** How many of the best runs are tested against each other: the more tests, the less each of them can show. */
export const COMPARED_RUNS = 8;

/**
 * Compares the runs of a ranking.
 *
 * @param runs those of the ranking, and maybe others
 * @param answers what runs answered for each test image, by their ids, as far as it is known; of the best
 *   `COMPARED_RUNS` runs is enough
 */
export function compareRanking(
  { rows, data }: Ranking,
  runs: readonly Run[],
  answers: ReadonlyMap<string, TestAnswers>,
): Comparison {
  const ranked = rows.map(({ runId }) => runs.find(({ id }) => id === runId)!);
  const [first, second] = rows;
  const classes =
    first === undefined || second === undefined
      ? undefined
      : classDifferences([first, second], answers, data.classNames);
  return {
    seeds: seedResults(ranked),
    folds: foldResults(ranked),
    runs: runPairs(rows.slice(0, COMPARED_RUNS), answers),
    classes: classes ?? null,
  };
}

/** All sentences of a comparison, in order. */
export function comparisonTexts({ seeds, folds, runs, classes }: Comparison): string[] {
  return [
    ...[seeds, folds].flatMap(({ groups, pairs }) => [...groups, ...pairs]),
    ...runs,
    ...(classes === null ? [] : [classes]),
  ].map(({ text }) => text);
}
