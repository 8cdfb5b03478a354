import { studyResults } from '../../src/report/study/results-of-study.ts';
import type { ObjectiveFacts, StudyResults } from '../../src/report/study/study-results.ts';
import type { ParameterValue } from '../../src/tune/space/parameter.ts';
import { parseSpace } from '../../src/tune/space/space.ts';
import { studyDefinitionSchema } from '../../src/tune/study-definition.ts';
import type { Trial } from '../../src/tune/trial.ts';

/** A trial: its parameters, and a value for each seed; none where it diverged. */
export type GridTrial = readonly [
  params: Readonly<Record<string, ParameterValue>>,
  values: readonly number[],
];

const ACCURACY: ObjectiveFacts = {
  metric: 'validation accuracy',
  direction: 'maximize',
  share: true,
  images: 4000,
};

/** A study of choices that was tried to its end. */
export function gridStudy(
  name: string,
  trials: readonly GridTrial[],
  {
    objective = ACCURACY,
    question,
  }: { readonly objective?: ObjectiveFacts; readonly question?: string } = {},
): StudyResults {
  const names = [...new Set(trials.flatMap(([params]) => Object.keys(params)))];
  const space = Object.fromEntries(
    names.map((parameter) => [
      parameter,
      {
        type: 'choice' as const,
        values: [...new Set(trials.flatMap(([params]) => params[parameter] ?? []))],
      },
    ]),
  );
  const { metric, direction } = objective;
  return studyResults(
    {
      definition: studyDefinitionSchema.parse({ name, space, objectives: [{ metric, direction }] }),
      space: parseSpace(space),
      trials: trials.map(([params, values], number): Trial => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return {
          number,
          params,
          fixed: {},
          reports: [],
          attempts: 1,
          losses: 0,
          queuedAt: 0,
          startedAt: 60_000 * number,
          endedAt: 60_000 * (number + 1),
          facts: {},
          ...(values.length === 0
            ? { state: 'failed', failure: { kind: 'diverged', message: 'the loss is not a number' } }
            : { state: 'complete', values: [mean] }),
        };
      }),
    },
    {
      objectives: [objective],
      step: 'epoch',
      figures: new Map(trials.map(([, seedValues], number) => [number, { epochs: 3, seedValues }])),
      ...(question === undefined ? {} : { question }),
    },
  );
}
