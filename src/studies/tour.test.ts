import { describe, expect, it } from 'vitest';
import { checkModelBuilds } from '../train/check-model.ts';
import { recipeModel } from '../train/recipe.ts';
import { valueAt, valueCount } from '../tune/space/parameter.ts';
import { fillParams, parseSpace } from '../tune/space/space.ts';
import { resolveSampler } from '../tune/samplers/index.ts';
import { studyPreset, studyPresetNames } from './presets/index.ts';
import { parseTour, stageSpec, tourSchema, type TourInput } from './tour.ts';
import { trialRecipe } from './trial-recipe.ts';

const ENDS = { input: [28, 28, 1], classes: 10 } as const;

const tour: TourInput = {
  name: 'two',
  recipe: {
    model: 'ann',
    optimizer: { $param: 'optimizer' },
    epochs: 1,
    batchSize: { $param: 'batchSize' },
  },
  cases: { optimizer: { sgd: { type: 'sgd' }, adam: { type: 'adam' } } },
  start: { optimizer: 'adam', batchSize: 32 },
  stages: [
    { name: 'optimizers', space: { optimizer: { type: 'choice', values: ['sgd', 'adam'] } } },
    { name: 'batches', space: { batchSize: { type: 'choice', values: [16, 32] } } },
  ],
};

describe('a tour', () => {
  it('gives each stage its own parameters, and of the others the best value alone', () => {
    const parsed = parseTour(tour);
    const [first, second] = parsed.stages;
    expect(stageSpec(parsed, first!, parsed.start)).toMatchObject({
      name: 'two/optimizers',
      space: {
        batchSize: { type: 'choice', values: [32] },
        optimizer: { type: 'choice', values: ['sgd', 'adam'] },
      },
    });
    const spec = stageSpec(parsed, second!, { optimizer: 'sgd', batchSize: 32 });
    expect(spec).toMatchObject({
      name: 'two/batches',
      space: { optimizer: { values: ['sgd'] }, batchSize: { values: [16, 32] } },
      cases: { optimizer: { sgd: { type: 'sgd' } } },
    });
    expect(trialRecipe(spec, { optimizer: 'sgd', batchSize: 16 }, ENDS)).toMatchObject({
      optimizer: { type: 'sgd' },
      batchSize: 16,
    });
  });

  it.each<[string, object, string]>([
    ['no stages', { stages: [] }, 'tour: stages: expected at least one stage, got []'],
    ['two stages of one name', { stages: [tour.stages[0], tour.stages[0]] }, 'tour: stages: there are two'],
    [
      'a case of no value',
      { cases: { optimizer: { sgdd: { type: 'sgd' } } } },
      // Cases of values that a stage does not have are left out; what then fails is the recipe.
      'recipe with',
    ],
    [
      'an option that there is not',
      { start: { optimizer: 'adam', batchSize: 32, 'optimizer.speed': 3 } },
      'space: optimizer.speed: unknown option',
    ],
    [
      'data that differ',
      { stages: [{ name: 'a', space: { 'subset.count': { type: 'choice', values: [1, 2] } } }] },
      'subset is the same for all trials',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => parseTour({ ...tour, ...change })).toThrow(message);
  });
});

describe.each(studyPresetNames)('the built-in study %s', (name) => {
  it.each([true, false])('has recipes and models for every trial of its grid (quick: %s)', (quick) => {
    const parsed = parseTour(studyPreset(name, quick));
    expect(tourSchema.parse(parsed)).toEqual(parsed);
    for (const stage of parsed.stages) {
      const spec = stageSpec(parsed, stage, parsed.start);
      const { parameters } = parseSpace(spec.space);
      const { definition, options } = resolveSampler(spec.sampler);
      expect(definition.count!({ parameters }, options)).toBeGreaterThan(1);
      for (const parameter of parameters) {
        for (let index = 0; index < valueCount(parameter); index++) {
          const params = fillParams({ parameters }, (other) =>
            valueAt(other, other === parameter ? index : 0),
          );
          const recipe = trialRecipe(spec, params, ENDS);
          checkModelBuilds(recipeModel(recipe, ENDS), recipe);
        }
      }
    }
  });
});
