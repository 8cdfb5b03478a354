import { studyResults } from '../../report/study/results-of-study.ts';
import type { ObjectiveFacts, StudyResults, TrialFigures } from '../../report/study/study-results.ts';
import { metricWords } from '../../studies/objective-metrics.ts';
import { storedSpec } from '../../studies/recipe-study.ts';
import { monitorOf } from '../../studies/study-spec.ts';
import { shownWorker } from '../../studies/worker-name.node.ts';
import type { Study } from '../../tune/study.ts';
import type { Direction, Trial } from '../../tune/trial.ts';

/** What a report shows of a study, of recipes or of something else. */
export function studyMaterial(study: Study): StudyResults {
  const { definition, space } = study;
  const trials = study.trials.map(({ worker, ...trial }) => ({
    ...trial,
    ...(worker === undefined ? {} : { worker: shownWorker(worker) }),
  }));
  const { task } = definition;
  const spec =
    typeof task === 'object' && task !== null && 'recipe' in task ? storedSpec(definition) : undefined;
  const images = trials
    .map(({ facts }) => facts['validationCount'])
    .find((count) => typeof count === 'number');
  const [first] = definition.objectives;
  const monitor = spec === undefined ? undefined : monitorOf(spec);
  return studyResults(
    { definition, space, trials },
    {
      objectives: definition.objectives.map(({ metric, direction }) =>
        objectiveFacts(metric, direction, images),
      ),
      step: monitor === undefined ? 'step' : 'epoch',
      ...(monitor === undefined ? {} : { monitor: objectiveFacts(monitor, first!.direction, images) }),
      figures: new Map(trials.map((trial) => [trial.number, figuresOf(trial, first!.metric)])),
      ...(spec?.question === undefined ? {} : { question: spec.question }),
    },
  );
}

function objectiveFacts(metric: string, direction: Direction, images: number | undefined): ObjectiveFacts {
  const { title, kind, unit } = metricWords(metric);
  return {
    metric: title,
    direction,
    share: kind !== undefined,
    ...(kind === 'images' && images !== undefined ? { images } : {}),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** Under which name a trial notes a metric of each of its runs. */
const NOTED: Readonly<Record<string, string>> = {
  'val.accuracy': 'validationAccuracies',
  'val.loss': 'validationLosses',
};

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
}

function figuresOf({ facts, state }: Trial, metric: string): TrialFigures {
  const { epochs, testCount } = facts;
  const values = numbers(facts[NOTED[metric] ?? '']);
  const tests = numbers(facts['testAccuracies']);
  const mean = tests.reduce((sum, value) => sum + value, 0) / tests.length;
  return {
    ...(typeof epochs === 'number' ? { epochs } : {}),
    ...(state === 'complete' && values.length > 1 ? { seedValues: values } : {}),
    ...(tests.length > 0 && typeof testCount === 'number'
      ? { test: { accuracy: mean, count: testCount } }
      : {}),
  };
}
