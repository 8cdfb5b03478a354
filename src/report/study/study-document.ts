import { paretoFront } from '../../tune/pareto.ts';
import { bestTrial, trialStates, type Trial, type TrialState } from '../../tune/trial.ts';
import type { ParameterImportance } from '../../tune/importance/parameter-importances.ts';
import type { StudyDefinition } from '../../tune/study-definition.ts';
import type { Interval } from '../../metrics/interval.ts';
import { studyAnswers, type ParameterAnswer } from './answers.ts';
import { directionsOf, epochsOf, type ObjectiveFacts, type StudyResults } from './study-results.ts';
import { summaryText } from './study-summary.ts';
import { imageInterval } from './value-text.ts';

/** The form of the document. A number more means that a reader of this one would misread it; new fields do not count. */
export const STUDY_DOCUMENT_VERSION = 1;

/** A trial as a document has it. Times are ISO 8601. */
export interface DocumentTrial extends Omit<
  Trial,
  'queuedAt' | 'startedAt' | 'heartbeatAt' | 'endedAt' | 'note'
> {
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Of all seeds together; 0 where it is not known. */
  readonly epochs: number;
  /** The 95% intervals of its values for the number of images; null where there is none. */
  readonly intervals: readonly (Interval | null)[];
  /** The share of test images told right, the mean of all seeds. */
  readonly test: { readonly accuracy: number; readonly count: number } | null;
}

/** A study as data: what the other formats are made of. */
export interface StudyDocument {
  readonly format: 'atelier-study';
  readonly version: typeof STUDY_DOCUMENT_VERSION;
  readonly name: string;
  readonly question: string | null;
  /** In words, numbers first. */
  readonly summary: string;
  readonly definition: StudyDefinition;
  readonly objectives: readonly ObjectiveFacts[];
  readonly counts: Readonly<Record<TrialState, number>>;
  /** The number of the best trial by the first objective; null before one is complete. */
  readonly best: number | null;
  /** The numbers of the trials that no other beats in all objectives. */
  readonly front: readonly number[];
  readonly importances: readonly ParameterImportance[];
  readonly answers: readonly ParameterAnswer[];
  readonly trials: readonly DocumentTrial[];
}

function documentTrial(study: StudyResults, trial: Trial): DocumentTrial {
  const { queuedAt, startedAt, heartbeatAt: _, endedAt, note: __, ...rest } = trial;
  const iso = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  return {
    ...rest,
    queuedAt: iso(queuedAt)!,
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    epochs: epochsOf(study, trial),
    intervals: (trial.values ?? []).map(
      (value, place) => imageInterval(value, study.objectives[place]!) ?? null,
    ),
    test: study.figures.get(trial.number)?.test ?? null,
  };
}

/**
 * Everything that there is to say of a study, as plain data.
 *
 * @example JSON.stringify(studyDocument(studyResults(study)), null, 2);
 */
export function studyDocument(study: StudyResults): StudyDocument {
  const { name, question, definition, objectives, importances, trials } = study;
  const counts = Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<TrialState, number>;
  for (const { state } of trials) counts[state]++;
  return {
    format: 'atelier-study',
    version: STUDY_DOCUMENT_VERSION,
    name,
    question: question ?? null,
    summary: summaryText(study),
    definition,
    objectives,
    counts,
    best: bestTrial(trials, objectives[0]!.direction)?.number ?? null,
    front: paretoFront(trials, directionsOf(study)).map(({ number }) => number),
    importances,
    answers: studyAnswers(study),
    trials: trials.map((trial) => documentTrial(study, trial)),
  };
}
