import { studyDocument as reportDocument } from '../../report/study/study-document.ts';
import { shownWorker } from '../../studies/worker-name.node.ts';
import type { Study } from '../../tune/study.ts';
import { trialStates, type Trial } from '../../tune/trial.ts';
import { studyMaterial } from './study-material.ts';

/** A study for programs: what it is, how far it is, and all its trials. */
export function studyDocument(study: Study): object {
  const { definition, trials, best, isDone } = study;
  const { name, objectives, space, sampler, pruner, seed, budget } = definition;
  return {
    name,
    objectives,
    space,
    sampler,
    ...(pruner === undefined ? {} : { pruner }),
    seed,
    budget,
    done: isDone,
    counts: Object.fromEntries(
      trialStates.map((state) => [state, trials.filter((trial) => trial.state === state).length]),
    ),
    best: best?.number ?? null,
    ...learned(study),
    trials: trials.map(trialDocument),
  };
}

/** What its report says of it: the trials that no other beats, what matters, and which values won. */
function learned(study: Study): object {
  const { front, importances, answers } = reportDocument(studyMaterial(study));
  return { front, importances, answers };
}

function trialDocument(trial: Trial): object {
  const { worker, fixed, ...rest } = trial;
  const iso = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  return {
    ...rest,
    ...(Object.keys(fixed).length === 0 ? {} : { fixed }),
    ...(worker === undefined ? {} : { worker: shownWorker(worker) }),
    queuedAt: iso(trial.queuedAt),
    startedAt: iso(trial.startedAt),
    heartbeatAt: iso(trial.heartbeatAt),
    endedAt: iso(trial.endedAt),
  };
}
