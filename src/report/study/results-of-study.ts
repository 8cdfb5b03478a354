import {
  parameterImportances,
  type ParameterImportance,
} from '../../tune/importance/parameter-importances.ts';
import { valueCount } from '../../tune/space/parameter.ts';
import type { Space } from '../../tune/space/space.ts';
import type { StudyDefinition } from '../../tune/study-definition.ts';
import type { Trial } from '../../tune/trial.ts';
import type { ObjectiveFacts, StudyResults } from './study-results.ts';

/** What a study does not say by itself; everything has a plain meaning where it is not given. */
export type StudyExtras = Partial<
  Pick<StudyResults, 'objectives' | 'importances' | 'step' | 'monitor' | 'figures' | 'question'>
>;

/**
 * Puts together what a report shows of a study.
 *
 * @example
 * studyResults(study, {
 *   objectives: [{ metric: 'validation accuracy', direction: 'maximize', share: true, images: 6000 }],
 *   step: 'epoch',
 * });
 */
export function studyResults(
  {
    definition,
    space,
    trials,
  }: { readonly definition: StudyDefinition; readonly space: Space; readonly trials: readonly Trial[] },
  { objectives, importances, step = 'step', monitor, figures = new Map(), question }: StudyExtras = {},
): StudyResults {
  const measured =
    objectives ?? definition.objectives.map(({ metric, direction }) => ({ metric, direction, share: false }));
  return {
    name: definition.name,
    definition,
    space,
    objectives: measured,
    trials,
    importances: importances ?? importancesOf(space, measured, trials),
    step,
    monitor: monitor ?? measured[0]!,
    figures,
    ...(question === undefined ? {} : { question }),
  };
}

/** What matters for the first objective, of the parameters that can differ. */
function importancesOf(
  space: Space,
  [first]: readonly ObjectiveFacts[],
  trials: readonly Trial[],
): ParameterImportance[] {
  const counts = new Map(space.parameters.map((parameter) => [parameter.name, valueCount(parameter)]));
  const { parameters } = parameterImportances({ space, directions: [first!.direction], trials });
  return parameters.filter(({ name }) => counts.get(name)! > 1);
}
