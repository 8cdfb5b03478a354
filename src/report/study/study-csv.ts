import type { Trial } from '../../tune/trial.ts';
import { csvText, type Cell } from '../csv-text.ts';
import { epochsOf, type StudyResults } from './study-results.ts';
import { imageInterval } from './value-text.ts';

interface Column {
  readonly name: string;
  readonly of: (study: StudyResults, trial: Trial) => Cell;
}

function iso(time: number | undefined): Cell {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** The names of all parameters of all studies, each once, in their order. */
function parameterColumns(studies: readonly StudyResults[]): Column[] {
  const names = new Set(studies.flatMap(({ space }) => space.parameters.map(({ name }) => name)));
  return [...names].map((name) => ({
    name: `params.${name}`,
    of: (_, { params }) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined;
      return typeof value === 'boolean' ? String(value) : value;
    },
  }));
}

/** A column a metric, for the studies that have it for an objective. */
function valueColumns(studies: readonly StudyResults[]): Column[] {
  const metrics = new Set(
    studies.flatMap(({ definition }) => definition.objectives.map(({ metric }) => metric)),
  );
  return [...metrics].map((metric) => ({
    name: metric,
    of: ({ definition }, { values }) => {
      const place = definition.objectives.findIndex((objective) => objective.metric === metric);
      return place === -1 ? undefined : values?.[place];
    },
  }));
}

function intervalOf({ objectives }: StudyResults, { values }: Trial) {
  return values === undefined ? undefined : imageInterval(values[0]!, objectives[0]!);
}

/**
 * Studies as CSV (RFC 4180): a line a trial, in the order of the studies and of their trials.
 *
 * @example await writeFile('study.csv', studiesCsv([studyResults(study)]));
 */
export function studiesCsv(studies: readonly StudyResults[]): string {
  const columns: Column[] = [
    { name: 'study', of: ({ name }) => name },
    { name: 'trial', of: (_, { number }) => number },
    { name: 'state', of: (_, { state }) => state },
    ...valueColumns(studies),
    { name: 'low', of: (study, trial) => intervalOf(study, trial)?.low },
    { name: 'high', of: (study, trial) => intervalOf(study, trial)?.high },
    { name: 'testAccuracy', of: ({ figures }, { number }) => figures.get(number)?.test?.accuracy },
    ...parameterColumns(studies),
    { name: 'epochs', of: epochsOf },
    { name: 'lastReport', of: (_, { reports }) => reports.at(-1)?.value },
    { name: 'worker', of: (_, { worker }) => worker },
    { name: 'attempts', of: (_, { attempts }) => attempts },
    { name: 'startedAt', of: (_, { startedAt }) => iso(startedAt) },
    { name: 'endedAt', of: (_, { endedAt }) => iso(endedAt) },
    { name: 'failure', of: (_, { failure }) => failure?.kind },
    { name: 'message', of: (_, { failure }) => failure?.message },
  ];
  return csvText([
    columns.map(({ name }) => name),
    ...studies.flatMap((study) => study.trials.map((trial) => columns.map(({ of }) => of(study, trial)))),
  ]);
}
