import { describe, expect, it } from 'vitest';
import { recipePresets } from '../train/recipes/index.ts';
import { objectiveMetrics } from './objective-metrics.ts';
import { parseStudySpec, studySpecSchema, type StudySpecInput } from './study-spec.ts';
import { checkStudyRecipe, exampleRecipe, trialRecipe } from './trial-recipe.ts';

const spec: StudySpecInput = {
  name: 'rates',
  recipe: 'cnn',
  space: {
    'optimizer.learningRate': { type: 'float', low: 1e-4, high: 0.1, log: true },
    batchSize: { type: 'choice', values: [32, 64] },
  },
};

describe('a study of recipes', () => {
  it('sets parameters that the recipe does not mention at their paths', () => {
    const recipe = trialRecipe(parseStudySpec(spec), { 'optimizer.learningRate': 0.01, batchSize: 64 });
    expect(recipe).toMatchObject({ model: 'cnn', optimizer: { learningRate: 0.01 }, batchSize: 64 });
  });

  it('knows the most epochs that a trial can have', () => {
    const epochs = { epochs: { type: 'integer', low: 1, high: 40 } } as const;
    expect(checkStudyRecipe(parseStudySpec(spec))).toBe(recipePresets.cnn.epochs);
    expect(checkStudyRecipe(parseStudySpec({ ...spec, space: { ...spec.space, ...epochs } }))).toBe(40);
    expect(exampleRecipe(parseStudySpec(spec)).batchSize).toBe(32);
  });

  it('takes the direction of a metric from the metric', () => {
    const objectives = (objective: StudySpecInput['objective']) =>
      parseStudySpec({ ...spec, objective }).objectives;
    expect(objectives(undefined)).toEqual([{ metric: 'val.accuracy', direction: 'maximize' }]);
    expect(objectives(['val.loss', 'parameters'])).toEqual([
      { metric: 'val.loss', direction: 'minimize' },
      { metric: 'parameters', direction: 'minimize' },
    ]);
    expect(objectives({ metric: 'epochs', direction: 'maximize' })).toEqual([
      { metric: 'epochs', direction: 'maximize' },
    ]);
  });

  it.each<[string, object, string]>([
    ['an unknown recipe', { recipe: 'cnnn' }, 'there is no recipe "cnnn"'],
    ['a test metric', { objective: 'test.accuracy' }, 'objective: expected'],
    ['a name that is no folder', { name: '../up' }, 'name: expected a name'],
    [
      'a path that there is not',
      { space: { 'optimizer.rate': { type: 'choice', values: [1, 2] } } },
      'unknown option rate',
    ],
    [
      'nothing to choose',
      { space: { batchSize: { type: 'choice', values: [1] } } },
      'there is nothing to choose',
    ],
    [
      'values that the recipe refuses',
      { space: { batchSize: { type: 'choice', values: [32, 0] } } },
      'recipe with batchSize=0: batchSize',
    ],
    ['cases of no parameter', { cases: { batch: { 1: 2 } } }, 'cases: there is no parameter batch'],
    ['cases of no value', { cases: { batchSize: { 16: 2 } } }, 'cases.batchSize: there is no value 16'],
    [
      'a pruner by what is known at the end',
      { objective: 'val.macroF1', pruner: { type: 'median' } },
      'is not known before the end',
    ],
    [
      'a pruner that goes the other way',
      { pruner: { type: 'median' }, monitor: 'val.loss' },
      'does not go the way of val.accuracy',
    ],
    [
      'data that differ',
      { space: { 'subset.count': { type: 'choice', values: [1, 2] } } },
      'subset is the same',
    ],
  ])('refuses %s', (_, change, message) => {
    const check = () => checkStudyRecipe(parseStudySpec({ ...spec, ...change }));
    expect(check).toThrow(message);
  });

  it('has a schema that accepts what it gives', () => {
    expect(studySpecSchema.safeParse(spec).success).toBe(true);
  });
});

describe('metrics of objectives', () => {
  const run = {
    validation: { loss: 0.5, accuracy: 0.75 },
    predictions: {
      labels: Int32Array.of(0, 0, 1, 1),
      probabilities: Float32Array.of(0.9, 0.1, 0.6, 0.4, 0.7, 0.3, 0.2, 0.8),
      classes: 2,
    },
    parameters: 10,
    multiplyAdds: 20,
    epochs: 3,
    trainingMs: 1000,
  };

  it.each<[string, number]>([
    ['val.accuracy', 0.75],
    ['val.loss', 0.5],
    ['val.macroPrecision', (2 / 3 + 1) / 2],
    ['val.macroRecall', 0.75],
    ['val.macroF1', (0.8 + 2 / 3) / 2],
    ['val.rocAuc', 0.75],
    ['val.top2Accuracy', 1],
    ['val.logLoss', -(Math.log(0.9) + Math.log(0.6) + Math.log(0.3) + Math.log(0.8)) / 4],
    ['val.brierScore', (2 * (0.1 ** 2 + 0.4 ** 2 + 0.7 ** 2 + 0.2 ** 2)) / 4],
    ['val.cohenKappa', 0.5],
    ['val.matthewsCorrelation', 1 / Math.sqrt(3)],
    ['val.calibrationError', (0.1 + 0.4 + 0.7 + 0.2) / 4],
    ['parameters', 10],
    ['multiplyAdds', 20],
    ['epochs', 3],
    ['trainingMs', 1000],
  ])('%s', (name, expected) => {
    expect(objectiveMetrics[name]!.measure(run)).toBeCloseTo(expected, 6);
  });

  it('are all tested', () => {
    expect(Object.keys(objectiveMetrics)).toHaveLength(16);
  });
});
