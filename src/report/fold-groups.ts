import type { Run } from '../runs/record.ts';
import { recipeKey } from './recipe-key.ts';

/** The runs of one cross-validation. */
export interface FoldGroup {
  readonly name: string;
  /** How many folds it has; `byFold` may hold fewer. */
  readonly folds: number;
  /** One run of each fold, from 1; of several the first that was given. */
  readonly byFold: ReadonlyMap<number, Run>;
  /** What decides which examples a fold holds out: groups with the same text have the same folds. */
  readonly split: string;
}

interface FoldOf {
  readonly folds: number;
  readonly fold: number;
  readonly split: string;
}

/** Which fold a run validated with; undefined where it is no run of a cross-validation. */
function foldOf({ record }: Run): FoldOf | undefined {
  const { validation } = record.recipe;
  if (typeof validation !== 'object' || validation === null || Array.isArray(validation)) return undefined;
  const { folds, fold, seed = record.seed, stratified = true } = validation;
  if (typeof folds !== 'number' || typeof fold !== 'number') return undefined;
  return { folds, fold, split: JSON.stringify([record.data.digest, folds, seed, stratified]) };
}

/** The name of a cross-validation, from that of one of its runs. */
function withoutFold(name: string): string {
  return name.replace(/-fold-\d+-of-\d+$/, '');
}

/**
 * Puts runs that differ in nothing but the fold together, in the order in which cross-validations first appear. Other runs
 * are left out.
 */
export function foldGroups(runs: readonly Run[]): FoldGroup[] {
  const groups = new Map<string, { run: Run; of: FoldOf }[]>();
  for (const run of runs) {
    const of = foldOf(run);
    if (of === undefined) continue;
    const { validation, ...recipe } = run.record.recipe;
    const key = recipeKey(run, { ...recipe, validation: { ...(validation as object), fold: null } });
    groups.set(key, [...(groups.get(key) ?? []), { run, of }]);
  }
  return [...groups.values()].map((members) => ({
    name: withoutFold(members[0]!.run.record.name),
    folds: members[0]!.of.folds,
    byFold: new Map(members.toReversed().map(({ run, of }) => [of.fold, run])),
    split: members[0]!.of.split,
  }));
}
