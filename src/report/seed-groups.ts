import type { Run } from '../runs/record.ts';
import { recipeKey } from './recipe-key.ts';

/** Runs that differ in nothing but the seed. */
export interface SeedGroup {
  readonly name: string;
  /** In the order in which they were given. */
  readonly runs: readonly Run[];
  /** One run of each seed, the first that was given: a run that was repeated says nothing new. */
  readonly bySeed: ReadonlyMap<number, Run>;
}

/**
 * Puts runs of one recipe on the same data together, whatever their seeds, in the order in which recipes first appear.
 * What runs are called does not count.
 */
export function seedGroups(runs: readonly Run[]): SeedGroup[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const { seed: _, ...recipe } = run.record.recipe;
    const key = recipeKey(run, recipe);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((members) => ({
    name: members[0]!.record.name,
    runs: members,
    bySeed: new Map(members.toReversed().map((run) => [run.record.seed, run])),
  }));
}
