import { bestTrial, type Trial } from '../../tune/trial.ts';
import type { StudyResults } from './study-results.ts';
import { parameterNames } from './trial-table.ts';
import { parameterText } from './value-text.ts';

/** The best trial of a study among others. */
export interface StageResult {
  readonly study: StudyResults;
  readonly best: Trial;
  /** The parameters that the study was about, with their best values: `optimizer adam`. */
  readonly chosen: string;
}

/** The best trial of each study, in the order of the studies; those without a complete trial are left out. */
export function stageResults(studies: readonly StudyResults[]): StageResult[] {
  return studies.flatMap((study): StageResult[] => {
    const best = bestTrial(study.trials, study.objectives[0]!.direction);
    if (best === undefined) return [];
    const chosen = parameterNames(study)
      .filter((name) => Object.hasOwn(best.params, name))
      .map((name) => `${name} ${parameterText(best.params[name]!)}`)
      .join(', ');
    return [{ study, best, chosen }];
  });
}

/** What a study is called beside others of its tour: the last part of its name. */
export function stageLabel(study: StudyResults, studies: readonly StudyResults[]): string {
  const [tour, stage] = study.name.split('/');
  const together = stage !== undefined && studies.every(({ name }) => name.startsWith(`${tour!}/`));
  return together ? stage : study.name;
}
