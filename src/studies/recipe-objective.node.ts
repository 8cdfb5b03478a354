import { DivergedError, OptionError, ShapeError, StorageError } from '../core/errors.ts';
import { monitored } from '../core/monitor.ts';
import type { Dataset } from '../data/dataset.ts';
import { isDone, type EpochRecord, type Run } from '../runs/record.ts';
import { readPredictions, readRun } from '../runs/store.node.ts';
import type { TrainEvent } from '../train/events.ts';
import { recipeModel, trainingSchema, type Recipe } from '../train/recipe.ts';
import { resumeTraining, train, type TrainOptions } from '../train/train.node.ts';
import type { AskedTrial } from '../tune/asked-trial.ts';
import type { Objective } from '../tune/attempt.ts';
import { objectiveMetrics } from './objective-metrics.ts';
import { monitorOf, type StudySpec } from './study-spec.ts';
import { trialRecipe } from './trial-recipe.ts';
import { findTrialRun, trialRunName } from './trial-runs.node.ts';

/** How the runs of a study are carried out. */
export interface RecipeObjectiveOptions {
  readonly data: Dataset;
  /** The folder in which each run gets its own. */
  readonly runsDir: string;
  /** Threads of the runtime for each run; all cores by default. */
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
  /** Is told what training tells, with the trial. */
  readonly onEvent?: (trial: AskedTrial, event: TrainEvent) => void;
}

/** Thrown inside, where the pruner has ended a trial. */
class PrunedRun extends Error {}

/**
 * Trains by the recipe of each trial and gives the mean of each objective's metric over its runs, one a seed. The first
 * run tells its epochs and may be pruned; the others are trained to their end. Every run has a folder; what was begun
 * before is gone on with, to the same bits.
 *
 * A trial of which no recipe or model comes is infeasible; one whose numbers stop being finite has diverged.
 */
export function recipeObjective(spec: StudySpec, options: RecipeObjectiveOptions): Objective {
  return async (trial, signal) => {
    try {
      return await valuesOf(trial, spec, options, signal);
    } catch (error) {
      if (error instanceof PrunedRun) {
        await trial.addFacts({ pruned: error.message });
        await trial.prune();
      } else if (error instanceof DivergedError) {
        await trial.fail({ kind: 'diverged', message: error.message });
      } else if (error instanceof OptionError || error instanceof ShapeError) {
        await trial.fail({ kind: 'infeasible', message: error.message });
      } else throw error;
      return undefined;
    }
  };
}

async function valuesOf(
  trial: AskedTrial,
  spec: StudySpec,
  options: RecipeObjectiveOptions,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { data } = options;
  const ends = { input: data.imageShape, classes: data.classNames.length };
  const recipe = trialRecipe(spec, trial.params, ends, `trial ${trial.number}`);
  const runs: Run[] = [];
  for (let index = 0; index < spec.seeds; index++) {
    signal.throwIfAborted();
    const folder = await trainedRun(
      trial,
      { ...recipe, seed: recipe.seed + index },
      index,
      spec,
      options,
      signal,
    );
    runs.push(await readRun(folder));
    await trial.addFacts(factsOf(runs));
  }
  const measured = await Promise.all(runs.map(measuredRun));
  return spec.objectives.map(({ metric }) => {
    const values = measured.map((run) => objectiveMetrics[metric]!.measure(run));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** What a trial keeps of its runs: enough for tables and charts without reading their folders. */
function factsOf(runs: readonly Run[]): AskedTrial['facts'] {
  const results = runs.map(({ record }) => record.result!);
  return {
    runs: runs.map(({ id }) => id),
    epochs: results.reduce((sum, { epochs }) => sum + epochs, 0),
    trainingMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    parameters: runs[0]!.record.parameters,
    validationAccuracies: results.map(({ validation }) => validation.accuracy),
    validationLosses: results.map(({ validation }) => validation.loss),
    validationCount: runs[0]!.record.data.validationCount,
    testAccuracies: results.map(({ test }) => test.accuracy),
    testCount: results[0]!.test.count,
  };
}

/** Trains one run of a trial, or goes on with it; gives its folder. */
async function trainedRun(
  trial: AskedTrial,
  recipe: Recipe,
  seedIndex: number,
  spec: StudySpec,
  { data, runsDir, threads, layout, onEvent }: RecipeObjectiveOptions,
  signal: AbortSignal,
): Promise<string> {
  const name = trialRunName(trial.number, seedIndex);
  const found = trial.attempt > 1 ? await findTrialRun(runsDir, { name, recipe, data }) : undefined;
  if (found !== undefined && isDone(found.record)) return found.folder;
  let pruned: string | undefined;
  const leave = new AbortController();
  const judge = async (epoch: EpochRecord) => {
    const monitor = monitorOf(spec);
    if (seedIndex > 0 || monitor === undefined) return undefined;
    try {
      await trial.report(epoch.epoch, monitored(epoch, monitor));
      if (trial.facts['promoted'] === true || epoch.epoch >= recipe.epochs) return undefined;
      pruned = await trial.pruneReason();
    } catch (error) {
      // The run is left where it is, to be gone on with: nothing is wrong with it.
      leave.abort(error);
    }
    return pruned === undefined ? undefined : { stop: `pruned: ${pruned}` };
  };
  const common: Pick<TrainOptions, 'signal' | 'callbacks'> = {
    signal: AbortSignal.any([signal, leave.signal]),
    callbacks: [{ name: 'study', onEpoch: judge }],
  };
  const model = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
  const run =
    found === undefined
      ? train(model, data, {
          ...trainingSchema.strip().parse(recipe),
          name,
          runsDir,
          ...common,
          ...(threads === undefined ? {} : { threads }),
          ...(layout === undefined ? {} : { layout }),
        })
      : resumeTraining(found.folder, data, common);
  for await (const event of run) onEvent?.(trial, event);
  const { folder } = await run.result;
  if (folder === undefined) throw new StorageError(`trial ${trial.number}: its run has no folder`);
  if (pruned !== undefined) {
    await trial.addFacts(factsOf([await readRun(folder)]));
    throw new PrunedRun(pruned);
  }
  return folder;
}

async function measuredRun(run: Run) {
  const { record } = run;
  const predictions = await readPredictions(run);
  if (predictions === undefined || record.result === undefined) {
    throw new StorageError(`${run.folder}: what the run said of its validation images is missing`, {
      value: run.folder,
      expected: 'a complete run',
      hint: 'Delete the folder; the trial is then trained again when it is begun again.',
    });
  }
  return {
    validation: record.result.validation,
    predictions: predictions.validation,
    parameters: record.parameters,
    multiplyAdds: record.architecture?.multiplyAdds ?? Number.NaN,
    epochs: record.result.epochs,
    trainingMs: record.result.durationMs,
  };
}
