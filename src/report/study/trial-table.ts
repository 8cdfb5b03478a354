import { paretoFront } from '../../tune/pareto.ts';
import { valueCount } from '../../tune/space/parameter.ts';
import { isBetter, type Trial } from '../../tune/trial.ts';
import { formatCount } from '../format.ts';
import { directionsOf, epochsOf, type StudyResults } from './study-results.ts';
import { imageInterval, imageIntervalText, parameterText, valueText } from './value-text.ts';

/** A column of a table of trials. */
export interface TrialColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly of: (trial: Trial, row: number) => string;
}

/** Complete trials, the best by the first objective first; the earlier of equals. */
export function byValue({ trials, objectives }: StudyResults): Trial[] {
  const { direction } = objectives[0]!;
  return trials
    .filter(({ state }) => state === 'complete')
    .sort((a, b) => {
      const [first, second] = [a.values![0]!, b.values![0]!];
      if (first === second) return a.number - b.number;
      return isBetter(first, second, direction) ? -1 : 1;
    });
}

/** The trials that a table shows: the best, or of several objectives those that no other trial beats in all of them. */
export function tableTrials(
  study: StudyResults,
  most: number,
): { readonly title: string; readonly trials: Trial[] } {
  const ordered = byValue(study);
  if (study.objectives.length === 1) return { title: 'Best trials', trials: ordered.slice(0, most) };
  const onFront = new Set(paretoFront(study.trials, directionsOf(study)));
  const front = ordered.filter((trial) => onFront.has(trial));
  const { metric } = study.objectives[0]!;
  const title =
    front.length > most
      ? `Pareto front: ${most} of ${formatCount(front.length)} trials, the best by ${metric}`
      : 'Pareto front: trials that no other beats in all objectives';
  return { title, trials: front.slice(0, most) };
}

/** The names of the parameters that trials differ in, those that matter most first. */
export function parameterNames({ space, importances }: StudyResults): string[] {
  const rank = new Map(importances.map(({ name }, index) => [name, index]));
  const place = (name: string): number => rank.get(name) ?? rank.size;
  return space.parameters
    .filter((parameter) => valueCount(parameter) > 1)
    .map(({ name }) => name)
    .sort((a, b) => place(a) - place(b));
}

/** The values of a trial's parameters by name; a dash where one is not in use. */
function parameterColumns(names: readonly string[]): TrialColumn[] {
  return names.map((name) => ({
    title: name,
    align: 'right',
    of: ({ params }) => (Object.hasOwn(params, name) ? parameterText(params[name]!) : '–'),
  }));
}

/** What is shown of the best trials: their place, values with intervals, epochs and parameters. */
export function bestTrialColumns(study: StudyResults): { figures: TrialColumn[]; parameters: TrialColumn[] } {
  const values = study.objectives.flatMap((objective, place): TrialColumn[] => {
    const hasInterval = study.trials.some(
      ({ values: of }) => of !== undefined && imageInterval(of[place]!, objective) !== undefined,
    );
    return [
      {
        title: objective.metric,
        align: 'right',
        of: ({ values: of }) => valueText(of![place]!, objective),
      },
      ...(hasInterval
        ? [
            {
              title: '95% interval',
              align: 'right' as const,
              of: ({ values: of }: Trial) => imageIntervalText(of![place]!, objective),
            },
          ]
        : []),
    ];
  });
  const hasEpochs = study.trials.some((trial) => epochsOf(study, trial) > 0);
  return {
    figures: [
      { title: '#', align: 'right', of: (_, row) => String(row + 1) },
      { title: 'Trial', align: 'right', of: ({ number }) => String(number) },
      ...values,
      ...(hasEpochs
        ? [
            {
              title: `${study.step}s`,
              align: 'right' as const,
              of: (trial: Trial) => formatCount(epochsOf(study, trial)),
            },
          ]
        : []),
    ],
    parameters: parameterColumns(parameterNames(study)),
  };
}

/** What a trial was tried with, in one line: `learningRate 0.001, optimizer adam`. */
export function paramsText({ params }: Trial): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${parameterText(value)}`)
    .join(', ');
}
