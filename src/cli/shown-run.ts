import { AtelierError } from '../core/errors.ts';
import { classificationReport } from '../metrics/classification-report.ts';
import { confusedPairs } from '../metrics/confused-pairs.ts';
import { wilsonInterval } from '../metrics/interval.ts';
import { worstMistakes } from '../metrics/worst-mistakes.ts';
import type { RunPredictions } from '../runs/predictions.ts';
import type { Run, RunEntry } from '../runs/record.ts';
import { readPredictions, readRecord, readRunEntry } from '../runs/store.node.ts';
import { diagnosisOf } from '../report/diagnosis/diagnosis.ts';
import { runArgument } from './run-argument.ts';

/** As much of a run as could be read, and in words what could not. */
export interface ShownRun {
  readonly run: Run;
  readonly predictions: RunPredictions | undefined;
  readonly missing: readonly string[];
}

/** Reads a run for showing: where its record can be read, the rest may be damaged or not there yet. */
export async function readShownRun(
  folder: string,
): Promise<ShownRun | Extract<RunEntry, { readonly state: 'unreadable' }>['run']> {
  const missing: string[] = [];
  const entry = await readRunEntry(folder);
  let run: Run;
  if (entry.state === 'readable') run = entry.run;
  else {
    const record = await orProblem(readRecord(folder), []);
    if (record === undefined) return entry.run;
    run = { id: entry.run.id, folder, record, history: [] };
    missing.push(`the learning curves: ${entry.run.reason}`);
  }
  missing.push(...unfinished(run));
  const problems: string[] = [];
  const predictions = await orProblem(readPredictions(run), problems);
  missing.push(...problems.map((reason) => `figures of single test images: ${reason}`));
  if (predictions === undefined && problems.length === 0 && run.record.status === 'complete') {
    missing.push('figures of single test images: the run is of a version that did not keep them');
  }
  return { run, predictions, missing };
}

/** What was awaited, or undefined where reading failed, with the reason added to the problems. */
async function orProblem<T>(awaited: Promise<T>, problems: string[]): Promise<T | undefined> {
  try {
    return await awaited;
  } catch (error) {
    if (!(error instanceof AtelierError) || error.exitCode === 70) throw error;
    problems.push(error.message);
    return undefined;
  }
}

/** What a run that is not complete lacks, and how it comes to it. */
function unfinished({ folder, record, history }: Run): string[] {
  const { epochs = null } = record.recipe;
  const done = `${history.length} of ${JSON.stringify(epochs)} epochs`;
  switch (record.status) {
    case 'complete':
      return [];
    case 'running':
      return [`test figures: the run is still training, ${done} are done`];
    case 'interrupted':
      return [
        `test figures: the run was interrupted after ${done}; "atelier resume ${runArgument(folder)}" goes on with it`,
      ];
    case 'failed':
      return [
        `test figures: the run failed after ${done}: ${record.error?.message ?? 'it does not say why'}`,
      ];
  }
}

/** The figures of a run for programs. */
export function shownRunDocument({ run, predictions, missing }: ShownRun, mistakeCount: number): object {
  const { id, folder, record, history } = run;
  const { result, data } = record;
  return {
    id,
    folder,
    status: record.status,
    name: record.name,
    createdAt: record.createdAt,
    data,
    seed: record.seed,
    recipe: record.recipe,
    parameters: record.parameters,
    ...(record.error === undefined ? {} : { error: record.error }),
    history,
    diagnosis: diagnosisOf(run),
    ...(result === undefined
      ? {}
      : {
          result: {
            ...result,
            test: {
              ...result.test,
              interval: wilsonInterval(
                Math.round(result.test.accuracy * result.test.count),
                result.test.count,
              ),
            },
          },
          confusedPairs: confusedPairs(result.test.confusion, 10),
        }),
    ...(predictions === undefined
      ? {}
      : {
          test: classificationReport(predictions.test),
          worstMistakes: worstMistakes(predictions.test, mistakeCount),
        }),
    missing,
  };
}
