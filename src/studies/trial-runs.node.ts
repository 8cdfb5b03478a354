import { join } from 'node:path';
import { AtelierError } from '../core/errors.ts';
import type { Run } from '../runs/record.ts';
import { listRunIds, readRun } from '../runs/store.node.ts';

/** What the run of a trial is called: the trial's number, and which of its seeds. */
export function trialRunName(trial: number, seedIndex: number): string {
  const number = String(trial).padStart(4, '0');
  return seedIndex === 0 ? `trial-${number}` : `trial-${number}-seed-${seedIndex}`;
}

/** Where the runs of a study are. */
export function studyRunsDir(studiesDir: string, name: string): string {
  return join(studiesDir, ...name.split('/'));
}

/**
 * The run of a trial that was begun before and can be used, finished or not: what was killed between making its folder
 * and telling of it is found as well. Folders that cannot be read are passed over; the trial then begins another run.
 */
export async function findTrialRun(runsDir: string, name: string): Promise<Run | undefined> {
  const ids = (await listRunIds(runsDir)).filter((id) => /^\d{4}-\d\d-\d\d-\d{4}-(.*?)(-\d+)?$/.test(id));
  for (const id of ids.reverse()) {
    if (!id.includes(name)) continue;
    try {
      const run = await readRun(join(runsDir, id));
      if (run.record.name === name && run.record.status !== 'failed') return run;
    } catch (error) {
      if (!(error instanceof AtelierError)) throw error;
    }
  }
  return undefined;
}
