import { TrainingError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { TrainEvent } from '../train/events.ts';
import type { AskedTrial } from '../tune/asked-trial.ts';
import { optimize, type OptimizeOptions } from '../tune/optimize.ts';
import type { Params } from '../tune/space/parameter.ts';
import type { StudyStorage } from '../tune/storage.ts';
import type { Study } from '../tune/study.ts';
import type { Trial } from '../tune/trial.ts';
import { recipeObjective, type RecipeObjectiveOptions } from './recipe-objective.node.ts';
import { openRecipeStudy, type RecipeStudy } from './recipe-study.ts';
import { stageSpec, type Tour } from './tour.ts';
import { studyRunsDir } from './trial-runs.node.ts';
import { isWorkerDead, workerName } from './worker-name.node.ts';

/** How the trials of a study are carried out. */
export interface WorkOptions extends Pick<
  OptimizeOptions,
  'signal' | 'concurrency' | 'heartbeatMs' | 'silenceMs'
> {
  readonly data: Dataset;
  /** The folder with a folder of runs for each study. */
  readonly studiesDir: string;
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
  /** Is told each trial when it begins and when it has ended. */
  readonly onTrial?: (study: Study, trial: Trial) => void;
  /** Is told what training tells. */
  readonly onEvent?: (trial: AskedTrial, event: TrainEvent) => void;
}

/** Works on the trials of a study until it is done, or stopped. */
export async function workOnStudy(opened: RecipeStudy, options: WorkOptions): Promise<void> {
  const { onTrial, concurrency, signal, heartbeatMs, silenceMs } = options;
  const { study } = opened;
  await optimize(study, objectiveOf(opened, options), {
    worker: workerName(),
    isDead: isWorkerDead,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(signal === undefined ? {} : { signal }),
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    ...(silenceMs === undefined ? {} : { silenceMs }),
    onTrial: (trial) => {
      onTrial?.(study, trial);
    },
  });
}

/** The objective of a study's trials: training by their recipes, in the study's own folder of runs. */
export function objectiveOf({ study, spec }: RecipeStudy, options: WorkOptions) {
  const { data, studiesDir, threads, layout, onEvent } = options;
  const runs: RecipeObjectiveOptions = {
    data,
    runsDir: studyRunsDir(studiesDir, study.definition.name),
    ...(threads === undefined ? {} : { threads }),
    ...(layout === undefined ? {} : { layout }),
    ...(onEvent === undefined ? {} : { onEvent }),
  };
  return recipeObjective(spec, runs);
}

/** How a tour is gone through. */
export interface TourOptions extends WorkOptions {
  /** Is told each stage when it begins. */
  readonly onStage?: (stage: RecipeStudy, index: number) => Promise<void> | void;
}

/**
 * Goes through the stages of a tour, each on the best trial of the last. What was done before is not done again. Ends
 * early where someone stops a stage.
 *
 * @returns the stages that were begun
 * @throws TrainingError where no trial of a stage came to an end
 */
export async function runTour(
  tour: Tour,
  storage: StudyStorage,
  options: TourOptions,
): Promise<RecipeStudy[]> {
  const stages: RecipeStudy[] = [];
  let best: Params = tour.start;
  for (const [index, stage] of tour.stages.entries()) {
    options.signal?.throwIfAborted();
    const opened = await openRecipeStudy(storage, stageSpec(tour, stage, best), options.data);
    stages.push(opened);
    await options.onStage?.(opened, index);
    await workOnStudy(opened, options);
    const { study } = opened;
    if (study.best === undefined && index < tour.stages.length - 1) {
      throw new TrainingError(`study ${study.definition.name}: none of its trials is complete`, {
        expected: 'a best trial for the next stage to go on with',
        hint: `"atelier study show ${study.definition.name}" says why they failed.`,
      });
    }
    if (!study.isDone) break;
    best = { ...best, ...study.best?.params };
  }
  return stages;
}
