import { join } from 'node:path';
import { StorageError } from '../core/errors.ts';
import { holdsRun, listRunIds, listRuns } from './store.node.ts';

/** How many changes of one letter turn one text into the other (Levenshtein 1966). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const substitution = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[to.length]!;
}

/** At most three ids that contain the text or nearly are it, best first. */
function near(text: string, ids: readonly string[]): string[] {
  const scored = ids.map((id) => ({ id, score: id.includes(text) ? 0 : editDistance(text, id) }));
  const close = scored.filter(({ score }) => score <= Math.max(2, Math.floor(text.length / 3)));
  return close
    .sort((a, b) => a.score - b.score || (a.id < b.id ? 1 : -1))
    .slice(0, 3)
    .map(({ id }) => id);
}

function hintFor(text: string, runsDir: string, ids: readonly string[]): string {
  if (ids.length === 0)
    return `There are no runs in ${runsDir}; "atelier train" makes one, --runs looks elsewhere.`;
  const candidates = near(text, ids);
  if (candidates.length > 0) return `Did you mean ${candidates.join(' or ')}?`;
  return `"atelier runs" lists the ${ids.length} runs in ${runsDir}.`;
}

/** The folder of the run that was created last. */
async function latest(runsDir: string): Promise<string> {
  const entries = await listRuns(runsDir);
  const runs = entries.flatMap((entry) => (entry.state === 'readable' ? [entry.run] : []));
  // Two runs of one moment are told apart by their folders, which are in order.
  runs.sort((a, b) => Date.parse(a.record.createdAt) - Date.parse(b.record.createdAt));
  const last = runs.at(-1);
  if (last !== undefined) return last.folder;
  throw new StorageError(`there is no latest run: ${runsDir} holds no readable run`, {
    value: runsDir,
    expected: 'a folder with at least one run',
    hint: '"atelier train" makes a run, --runs looks elsewhere.',
  });
}

/**
 * Finds the folder of a run.
 *
 * @param runsDir the folder of all runs
 * @param nameOrPath an id, the beginning of exactly one id, the path of a run's folder, or `latest`
 * @throws StorageError where there is none or more than one, with ids that may have been meant
 */
export async function resolveRun(runsDir: string, nameOrPath: string): Promise<string> {
  const ids = await listRunIds(runsDir);
  if (ids.includes(nameOrPath)) return join(runsDir, nameOrPath);
  if (nameOrPath === 'latest') return await latest(runsDir);
  if (nameOrPath !== '' && (await holdsRun(nameOrPath))) return nameOrPath;
  const matches = nameOrPath === '' ? [] : ids.filter((id) => id.startsWith(nameOrPath));
  if (matches.length === 1) return join(runsDir, matches[0]!);
  if (matches.length > 1) {
    const shown = matches.slice(0, 3).join(', ') + (matches.length > 3 ? ', …' : '');
    throw new StorageError(
      `${JSON.stringify(nameOrPath)} is the beginning of ${matches.length} runs: ${shown}`,
      {
        value: nameOrPath,
        expected: 'the beginning of exactly one run',
        hint: 'Give more of the id.',
      },
    );
  }
  throw new StorageError(`there is no run ${JSON.stringify(nameOrPath)}`, {
    value: nameOrPath,
    expected: 'an id, the beginning of one, a path of a run folder, or "latest"',
    hint: hintFor(nameOrPath, runsDir, ids),
  });
}
