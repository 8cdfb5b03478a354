import type { Run } from '../runs/record.ts';

/** Runs that differ in nothing but the seed. */
export interface SeedGroup {
  readonly name: string;
  /** In the order in which they were given. */
  readonly runs: readonly Run[];
}

/** What a recipe has that does not make it another one. */
const LEFT_OUT = ['seed', 'name', '$schema'];

/** The same text whatever the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * Puts runs of one recipe on the same data together, whatever their seeds, in the order in which recipes first appear.
 * What runs are called does not count.
 */
export function seedGroups(runs: readonly Run[]): SeedGroup[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const recipe = Object.entries(run.record.recipe).filter(([key]) => !LEFT_OUT.includes(key));
    const key = `${run.record.data.digest} ${canonical(Object.fromEntries(recipe))}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((members) => ({ name: members[0]!.record.name, runs: members }));
}
