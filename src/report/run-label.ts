import type { Run } from '../runs/record.ts';

/**
 * What each run is called among these runs: the name of its model where no other has it, its id where one has.
 *
 * @returns labels by id
 */
export function runLabels(runs: readonly Run[]): ReadonlyMap<string, string> {
  const uses = new Map<string, number>();
  for (const { record } of runs) uses.set(record.name, (uses.get(record.name) ?? 0) + 1);
  return new Map(runs.map(({ id, record }) => [id, uses.get(record.name) === 1 ? record.name : id]));
}
