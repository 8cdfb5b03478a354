import type { ParameterImportance } from '../../tune/importance/parameter-importances.ts';
import type { Space } from '../../tune/space/space.ts';
import type { StudyDefinition } from '../../tune/study-definition.ts';
import type { Direction, Trial } from '../../tune/trial.ts';

/** What one objective measures, and how its values are written. */
export interface ObjectiveFacts {
  /** What it is called: `validation accuracy`. */
  readonly metric: string;
  readonly direction: Direction;
  /** Whether values are shares from 0 to 1, which are written as percentages. */
  readonly share: boolean;
  /** Of how many images they are shares; it gives them intervals. */
  readonly images?: number;
  /** What they are measured in, where it is neither a share nor a bare number: `ms`. */
  readonly unit?: string;
}

/** What is known of a trial besides what the study keeps. */
export interface TrialFigures {
  /** How many epochs were trained in all, with all seeds; the step of its last report unless given. */
  readonly epochs?: number;
  /** The value of the first objective with each seed, where the trial's value is their mean. */
  readonly seedValues?: readonly number[];
  /** The share of test images that were told right, the mean of all seeds: no trial was chosen by it. */
  readonly test?: { readonly accuracy: number; readonly count: number };
}

/** A study and all that a report shows of it. */
export interface StudyResults {
  /** `learning-rates`; a stage of a tour has the tour's name before it: `full-tour/architectures`. */
  readonly name: string;
  readonly definition: StudyDefinition;
  readonly space: Space;
  /** At least one; trials are judged by the first one where there can be only one. */
  readonly objectives: readonly ObjectiveFacts[];
  /** By number. */
  readonly trials: readonly Trial[];
  /** Most important first; none where there are too few trials to tell. */
  readonly importances: readonly ParameterImportance[];
  /** What trials report at: `epoch`. */
  readonly step: string;
  /** What they report: mostly the first objective. */
  readonly monitor: ObjectiveFacts;
  /** By the numbers of trials. */
  readonly figures: ReadonlyMap<number, TrialFigures>;
  /** What it is to answer: `Which optimiser?` */
  readonly question?: string;
}

/** The directions of all objectives. */
export function directionsOf({ objectives }: StudyResults): Direction[] {
  return objectives.map(({ direction }) => direction);
}

/** How many epochs a trial took, as far as it is known. */
export function epochsOf({ figures }: StudyResults, { number, reports }: Trial): number {
  return figures.get(number)?.epochs ?? reports.at(-1)?.step ?? 0;
}
