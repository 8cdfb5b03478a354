import { join } from 'node:path';
import { AtelierError } from '../../core/errors.ts';
import { reportHtml } from '../../report/html.ts';
import { atomicWriteFile } from '../../runs/atomic-write.node.ts';
import type { Run } from '../../runs/record.ts';
import { readRun } from '../../runs/store.node.ts';
import { studyRunsDir } from '../../studies/trial-runs.node.ts';
import type { Study } from '../../tune/study.ts';
import { compareRuns } from '../compared-runs.ts';
import { printableLines, writeErr } from '../output.ts';
import { reportMaterial, type ReportDetail } from '../report-material.ts';
import { studyMaterial } from './study-material.ts';

/** How many runs a page looks at closely. */
const MOST_RUNS = 4;

/** The first run of the best trial of each study, the last studies first; of runs by the same recipe only one. */
async function bestRuns(studies: readonly Study[], studiesDir: string): Promise<Run[]> {
  const runs = new Map<string, Run>();
  for (const { best, definition } of [...studies].reverse()) {
    if (runs.size === MOST_RUNS) break;
    const ids = best?.facts['runs'];
    if (!Array.isArray(ids) || typeof ids[0] !== 'string') continue;
    try {
      const run = await readRun(join(studyRunsDir(studiesDir, definition.name), ids[0]));
      const { recipe, result } = run.record;
      const made = JSON.stringify({ ...recipe, name: undefined });
      if (result !== undefined && !runs.has(made)) runs.set(made, run);
    } catch (error) {
      // It may be on another machine, or deleted; the study says what came of it all the same.
      if (!(error instanceof AtelierError)) throw error;
    }
  }
  return [...runs.values()];
}

/**
 * Writes the page about studies and the runs of their best trials.
 *
 * @throws StorageError where it cannot be written
 */
export async function writeStudyPage(
  path: string,
  studies: readonly Study[],
  studiesDir: string,
  detail: ReportDetail,
): Promise<void> {
  const runs = await bestRuns(studies, studiesDir);
  const { answers } = await compareRuns(runs.map((run) => ({ state: 'readable', run })));
  const { gaps, ...material } = await reportMaterial(runs, detail);
  for (const { run, reason } of gaps) writeErr(printableLines(`note: ${run}: ${reason}`));
  const page = reportHtml({
    runs,
    answers,
    ...material,
    studies: studies.map(studyMaterial),
    createdAt: new Date(),
  });
  await atomicWriteFile(path, page);
}
