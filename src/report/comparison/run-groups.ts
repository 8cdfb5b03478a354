import type { Interval } from '../../metrics/interval.ts';
import { meanInterval } from '../../metrics/mean-interval.ts';
import { pairedTTest, resampledTTest } from '../../metrics/paired-t-test.ts';
import { spreadOf } from '../../metrics/spread.ts';
import type { Run } from '../../runs/record.ts';
import { foldGroups } from '../fold-groups.ts';
import { formatPercent, formatPercentInterval, formatPoints } from '../format.ts';
import { seedGroups } from '../seed-groups.ts';
import { groupPairs, type GroupPair, type RunGroup } from './group-pairs.ts';

/** What several runs of one recipe come to. */
export interface GroupSummary {
  readonly label: string;
  readonly runIds: readonly string[];
  /** The mean accuracy. */
  readonly mean: number;
  /** The sample deviation. */
  readonly deviation: number;
  /** The 95% interval of the mean; null for folds, which share training images. */
  readonly interval: Interval | null;
  readonly text: string;
}

/** Recipes with several runs, and how they compare. */
export interface GroupResults {
  /** By falling mean. */
  readonly groups: readonly GroupSummary[];
  readonly pairs: readonly GroupPair[];
}

interface Members extends RunGroup {
  readonly runIds: readonly string[];
  readonly mean: number;
}

/** A name where no other group has it, else with the id of the first run. */
function withLabels<T extends { readonly name: string; readonly runs: readonly Run[] }>(
  groups: readonly T[],
): (T & { readonly label: string })[] {
  return groups.map((group) => {
    const alone = groups.filter(({ name }) => name === group.name).length === 1;
    return { ...group, label: alone ? group.name : `${group.name} (${group.runs[0]!.id} …)` };
  });
}

function membersOf(
  label: string,
  pairedBy: string,
  runs: ReadonlyMap<number, Run>,
  accuracy: (run: Run) => number,
): Members {
  const ordered = [...runs].sort(([a], [b]) => a - b);
  const values = new Map(ordered.map(([key, run]) => [key, accuracy(run)]));
  const { mean } = spreadOf([...values.values()]);
  return { label, pairedBy, values, runIds: ordered.map(([, { id }]) => id), mean };
}

function summary({ label, runIds, values }: Members, what: string, unit: string, withInterval: boolean) {
  const accuracies = [...values.values()];
  const { mean, deviation } = spreadOf(accuracies);
  const interval = withInterval ? meanInterval(accuracies) : null;
  const range = interval === null ? '' : ` (95% interval of the mean ${formatPercentInterval(interval)})`;
  const text =
    `${label}: ${formatPercent(mean)} of ${what} images on average over ${runIds.length} ${unit}${range}, ` +
    `deviation ${formatPoints(deviation)} points.`;
  return { label, runIds, mean, deviation, interval, text };
}

const byMean = (a: Members, b: Members): number => b.mean - a.mean;

/** Recipes that were trained with several seeds, by their test accuracy. */
export function seedResults(runs: readonly Run[]): GroupResults {
  const found = seedGroups(runs).filter(({ bySeed }) => bySeed.size > 1);
  const members = withLabels(found)
    .map(({ label, bySeed }) =>
      membersOf(label, 'seeds', bySeed, ({ record }) => record.result!.test.accuracy),
    )
    .sort(byMean);
  return {
    groups: members.map((each) => summary(each, 'test', 'seeds', true)),
    pairs: groupPairs(members, {
      test: pairedTTest,
      testName: 'paired t-test',
      unit: 'seeds',
      what: '',
      wilcoxon: true,
    }),
  };
}

/** Cross-validations that have all of their folds, by their accuracy on the images that each fold held out. */
export function foldResults(runs: readonly Run[]): GroupResults {
  const found = foldGroups(runs)
    .filter(({ byFold, folds }) => byFold.size === folds)
    .map((group) => ({ ...group, runs: [...group.byFold.values()] }));
  const members = withLabels(found)
    .map(({ label, byFold, split }) =>
      membersOf(label, split, byFold, ({ record }) => record.result!.validation.accuracy),
    )
    .sort(byMean);
  return {
    groups: members.map((each) => summary(each, 'held-out', 'folds', false)),
    pairs: groupPairs(members, {
      test: resampledTTest,
      testName: 't-test for overlapping training sets',
      unit: 'folds',
      what: ' of held-out images',
      wilcoxon: false,
    }),
  };
}
