import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { StudyStorage } from '../../tune/storage.ts';
import type { Study } from '../../tune/study.ts';
import { Interrupted, interruptSignal } from '../interrupt.ts';
import { addDataOptions, jsonOption, type DataOptions } from '../options.ts';
import { printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import { addPlaceOptions, withStorage, type StudyPlace } from './study-options.ts';
import { addWorkOptions, workersOf, type WorkerOptions } from './worker-options.ts';

interface WorkOptions extends StudyPlace, DataOptions, WorkerOptions {
  readonly leaveWhenDone?: true;
  readonly json?: true;
}

async function work(options: WorkOptions): Promise<void> {
  const { isPostgresUrl } = await import('../../tune/storages/postgres-storage.node.ts');
  if (options.storage === undefined || !isPostgresUrl(options.storage)) {
    throw new OptionError('study work: there is a queue only on PostgreSQL', {
      value: options.storage,
      expected: '--storage postgres://user@host/database',
      hint: 'On one machine "atelier study run --workers 2" needs no queue.',
    });
  }
  const signal = interruptSignal();
  const progress = new ProgressLine();
  let ended = 0;
  await withStorage(options, async (storage) => {
    const { postgresQueue } = await import('../../tune/queue/postgres-queue.node.ts');
    const queue = await postgresQueue(options.storage!);
    progress.note(`Waiting for trials in ${queue.place}; Ctrl-C gives back what is not done.`);
    try {
      ended = await workOnTrials(storage, queue, options, progress, signal);
    } finally {
      progress.done();
      await queue.close();
    }
  });
  printResult(options.json === true, { trials: ended }, `Worked on ${ended} trials.`);
}

async function workOnTrials(
  storage: StudyStorage,
  queue: Awaited<ReturnType<typeof import('../../tune/queue/postgres-queue.node.ts').postgresQueue>>,
  options: WorkOptions,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<number> {
  const { workOnQueue } = await import('../../tune/queue/work-on-queue.ts');
  const { storedSpec } = await import('../../studies/recipe-study.ts');
  const { objectiveOf } = await import('../../studies/run-tour.node.ts');
  const { loadStudyData } = await import('./study-data.ts');
  const { StudyProgress } = await import('./study-progress.ts');
  const { isWorkerDead, workerName } = await import('../../studies/worker-name.node.ts');
  const shown = new StudyProgress(progress);
  const loaded = new Map<string, Promise<Dataset>>();
  let ended = 0;
  const open = async (study: Study) => {
    const spec = storedSpec(study.definition);
    shown.begin({ study, spec }, study.definition.name);
    const { studyData } = await import('../../studies/recipe-study.ts');
    const digest = studyData(study.definition)?.digest ?? study.definition.name;
    const loading = loaded.get(digest) ?? loadStudyData({ study, spec }, options, progress, signal);
    loaded.set(digest, loading);
    const work = {
      data: await loading,
      studiesDir: options.studies,
      threads: workersOf(options).threads,
      ...(options.layout === undefined ? {} : { layout: options.layout }),
      onEvent: shown.event.bind(shown),
    };
    return objectiveOf({ study, spec }, work);
  };
  try {
    await workOnQueue({
      storage,
      queue,
      objectiveOf: open,
      worker: workerName(),
      isDead: isWorkerDead,
      concurrency: workersOf(options).concurrency,
      signal,
      leaveWhenDone: options.leaveWhenDone === true,
      onTrial: (study, trial) => {
        if (trial.state !== 'running') ended++;
        shown.trial(study, trial);
      },
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(error.signal, 'The trials that were not done are in the queue again.');
  }
  return ended;
}

/** `atelier study work`: works on queued trials, on any machine. */
export function workStudyCommand(): Command {
  const command = new Command('work')
    .summary('work on the trials in a queue, on any machine')
    .description(
      'Takes trials out of the queue of a PostgreSQL database, of whatever study, and works on them until it is stopped. The ' +
        'data must be the study’s own, found on this machine or downloaded. Trials of workers that died are taken up.',
    );
  return addWorkOptions(addPlaceOptions(addDataOptions(command)))
    .option('--leave-when-done', 'end when no trial waits or is being worked on')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  atelier study work --storage postgres://me@db.local/studies --studies /shared/studies\n',
    )
    .action(work);
}
