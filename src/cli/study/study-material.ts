import type {
  StudyExtras,
  StudyResults,
  TrialFigures,
  ObjectiveFacts,
} from '../../report/study/study-results.ts';
import { studyResults } from '../../report/study/study-results.ts';
import { storedSpec } from '../../studies/recipe-study.ts';
import { monitorOf } from '../../studies/study-spec.ts';
import { valueCount } from '../../tune/space/parameter.ts';
import type { Study } from '../../tune/study.ts';
import type { Trial } from '../../tune/trial.ts';

/** Metrics that are shares of images that were told right. */
const SHARES = ['val.accuracy', 'val.top2Accuracy'];

/** What a report shows of a study of recipes. */
export function studyMaterial(study: Study): StudyResults {
  const { definition, trials } = study;
  const isRecipes =
    typeof definition.task === 'object' && definition.task !== null && 'recipe' in definition.task;
  const images = trials
    .map(({ facts }) => facts['validationCount'])
    .find((count) => typeof count === 'number');
  const objectives = definition.objectives.map(({ metric, direction }): ObjectiveFacts => {
    const share = SHARES.includes(metric);
    return {
      metric: metric.replace(/^val\./, 'validation '),
      direction,
      share,
      ...(share && images !== undefined ? { images } : {}),
      ...(metric === 'trainingMs' ? { unit: 'ms' } : {}),
    };
  });
  const spec = isRecipes ? storedSpec(definition) : undefined;
  const [asked] = study.space.parameters.filter((parameter) => valueCount(parameter) > 1);
  const extras: StudyExtras = {
    objectives,
    step: spec === undefined || monitorOf(spec) === undefined ? 'step' : 'epoch',
    figures: new Map(trials.map((trial) => [trial.number, figuresOf(trial)])),
    ...(spec?.question === undefined || asked === undefined
      ? {}
      : { question: { text: spec.question, parameter: asked.name } }),
  };
  return studyResults(study, extras);
}

function figuresOf({ facts }: Trial): TrialFigures {
  const { epochs, validationAccuracies: accuracies } = facts;
  return {
    ...(typeof epochs === 'number' ? { epochs } : {}),
    ...(Array.isArray(accuracies) && accuracies.length > 1
      ? { seedValues: accuracies.map((value, seed) => ({ seed, value: Number(value) })) }
      : {}),
  };
}
