import { isBetter, type Trial } from '../../tune/trial.ts';
import type { ParameterValue } from '../../tune/space/parameter.ts';
import type { StudyResults } from './study-results.ts';
import { parameterText } from './value-text.ts';

/** The best that was reached with one value of a parameter. */
export interface ValueGroup {
  readonly value: ParameterValue;
  readonly label: string;
  /** The trial with the best other parameters. */
  readonly trial: number;
  /** Its values of the first objective, one a seed. */
  readonly values: readonly number[];
  readonly mean: number;
  /** How many other parameters were tried to their end with this value. */
  readonly settings: number;
}

/** The values of a parameter by what was reached with them. */
export interface ValueGroups {
  /** Best first. */
  readonly groups: readonly ValueGroup[];
  /** Values of which no trial is complete. */
  readonly without: readonly string[];
}

function seedValues({ figures }: StudyResults, { number, values }: Trial): readonly number[] {
  return figures.get(number)?.seedValues ?? [values![0]!];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Trials that were tried with the same parameters, whatever their seeds. */
function bySetting(trials: readonly Trial[]): Trial[][] {
  const settings = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = JSON.stringify(Object.entries(trial.params).sort(([a], [b]) => (a < b ? -1 : 1)));
    settings.set(key, [...(settings.get(key) ?? []), trial]);
  }
  return [...settings.values()];
}

/**
 * Groups the trials that have a parameter by its value: of each value the trial whose other parameters suit it best, with
 * the values of all its seeds.
 */
export function valueGroups(study: StudyResults, parameter: string): ValueGroups {
  const { direction } = study.objectives[0]!;
  const having = study.trials.filter(({ params }) => Object.hasOwn(params, parameter));
  const values = [...new Set(having.map(({ params }) => params[parameter]!))];
  const groups: ValueGroup[] = [];
  const without: string[] = [];
  for (const value of values) {
    const complete = having.filter(
      ({ params, state }) => params[parameter] === value && state === 'complete',
    );
    const settings = bySetting(complete).map((trials) => {
      const all = trials.flatMap((trial) => seedValues(study, trial));
      return { trial: trials[0]!.number, values: all, mean: meanOf(all) };
    });
    const [first, ...others] = settings;
    if (first === undefined) {
      without.push(parameterText(value));
      continue;
    }
    const best = others.reduce((so, next) => (isBetter(next.mean, so.mean, direction) ? next : so), first);
    groups.push({ value, label: parameterText(value), ...best, settings: settings.length });
  }
  groups.sort((a, b) =>
    a.mean === b.mean ? a.trial - b.trial : isBetter(a.mean, b.mean, direction) ? -1 : 1,
  );
  return { groups, without };
}
