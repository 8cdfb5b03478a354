import { availableParallelism } from 'node:os';
import type { Dataset } from '../data/dataset.ts';
import type { ModelSpec } from '../nn/model.ts';
import { currentProcess } from '../runs/process-identity.node.ts';
import type { RunRecord } from '../runs/record.ts';
import { withRunLock } from '../runs/run-lock.node.ts';
import { createRun } from '../runs/store.node.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { driveTraining, type Emit } from './drive-training.node.ts';
import { readInitSource, withInitPath } from './init-source.node.ts';
import { prepareInThread } from './preparer.node.ts';
import type { Training } from './recipe.ts';
import { architectureFacts, dataFacts, machineFacts, softwareVersions } from './run-facts.node.ts';
import { saveSnapshot } from './run-folder.node.ts';
import { Trainer } from './trainer.ts';
import type { TrainingOutcome } from './training-outcome.ts';

/** What a training run starts from; plain data, for another thread. */
export type TrainingRequest =
  | {
      readonly kind: 'new';
      readonly name: string;
      readonly model: ModelSpec;
      readonly training: Training;
      readonly data: Dataset;
      /** Where the run's folder goes; nothing is written where not given. */
      readonly runsDir?: string;
      readonly threads?: number;
      readonly layout?: 'auto' | 'plain';
    }
  | { readonly kind: 'resume'; readonly folder: string; readonly data: Dataset };

/**
 * Trains from beginning to end, keeping the run's folder up to date at every epoch.
 *
 * @param emit is told what happens
 * @param stopRequested is asked between calls of the runtime; once true, the run is saved and `TrainingStopped` thrown
 */
export async function runTraining(
  request: TrainingRequest,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TrainingOutcome> {
  if (request.kind === 'resume') {
    const { resumeRun } = await import('./resume-run.node.ts');
    return resumeRun(request.folder, request.data, emit, stopRequested);
  }
  const { name, model, data, runsDir, layout } = request;
  const training = await withInitPath(request.training, runsDir);
  const init = training.init && (await readInitSource(training.init));
  const threads = request.threads ?? availableParallelism();
  const blockSize = layout === 'plain' ? undefined : await cpuProvider.blockSize();
  const trainer = new Trainer({
    ...{ model, training, data, provider: cpuProvider, threads, blockSize },
    startPreparer: prepareInThread,
    ...(init === undefined ? {} : { initialWeights: init.weightsFor }),
  });
  const chosen = blockSize === undefined ? ('plain' as const) : ('blocked' as const);
  const start = { name, data, threads, layout: chosen, init: init?.facts };
  if (runsDir === undefined) return driveTraining(trainer, start, undefined, emit, stopRequested);
  const { folder, record } = await createRun(runsDir, {
    name,
    status: 'running',
    process: currentProcess(),
    recipe: recordedRecipe({ name, model, training, data }),
    seed: training.seed,
    versions: softwareVersions(cpuProvider),
    machine: machineFacts(),
    parameters: trainer.parameterCount,
    architecture: architectureFacts(trainer.model),
    threads,
    layout: chosen,
    data: dataFacts(data, trainer.split.train.length, trainer.split.validation.length),
    ...normalizationFacts(trainer),
    ...(init?.facts === undefined ? {} : { init: init.facts }),
  });
  return withRunLock(folder, async () => {
    // From here on the run goes on without the weights that it began with.
    if (init !== undefined) await saveSnapshot(folder, trainer);
    return driveTraining(trainer, start, { folder, record }, emit, stopRequested);
  });
}

/** What pixels are scaled by, so that a run that goes on scales them alike. */
function normalizationFacts({ model }: Trainer): Pick<RunRecord, 'normalization'> {
  return model.normalization === undefined ? {} : { normalization: model.normalization };
}

/** The recipe of a run as its record holds it. */
export function recordedRecipe(request: {
  readonly name: string;
  readonly model: ModelSpec;
  readonly training: Training;
  readonly data: Dataset;
}): RunRecord['recipe'] {
  const { name, model, training, data } = request;
  const recipe = { name, data: data.name, ...data.source, model, ...training };
  return JSON.parse(JSON.stringify(recipe)) as RunRecord['recipe'];
}
