import { z } from 'zod';
import { oneOf, positiveInteger, positiveNumber, seedSchema } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import { dataSpecSchema, subsetSchema } from '../data/data-spec.ts';
import { validationSchema } from '../data/validation.ts';
import { defaultLoss, lossSchema } from '../nn/losses/index.ts';
import { augmentationsSchema } from '../data/augment/index.ts';
import { samplings } from '../data/example-order.ts';
import { mixSchema } from '../data/mix/index.ts';
import { modelSchema, type ModelSpec } from '../nn/model.ts';
import { modelPresetNames } from '../nn/preset-names.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { optimizerSchema } from '../optim/optimizers/index.ts';
import { regularizerSchema } from '../nn/regularizers/index.ts';
import { checkpointsSchema } from './checkpoints.ts';
import { earlyStoppingSchema } from './early-stopping.ts';
import { initSchema } from './init.ts';
import { normalizationSchema } from './normalization.ts';

/** How a model is trained: all that is needed besides the model, the data and the machine. */
export const trainingSchema = z.strictObject({
  optimizer: optimizerSchema,
  loss: lossSchema.default(defaultLoss).describe('What is minimised'),
  regularizers: z
    .array(regularizerSchema)
    .default([])
    .describe('What is added to the loss for the weights, or keeps them small'),
  epochs: positiveInteger.describe('Passes over the training images'),
  batchSize: positiveInteger.describe('Images in one step'),
  seed: seedSchema.default(0).describe('For weights, shuffles, dropout and the split'),
  validation: validationSchema
    .default({ fraction: 0.1 })
    .describe('The part of the training images that is held out'),
  normalization: normalizationSchema
    .default('unit')
    .describe('How pixels are scaled: to [0, 1], by figures of the training images, or by given ones'),
  init: initSchema.optional().describe('What to begin with in place of drawn weights'),
  sampling: oneOf(samplings)
    .default('shuffled')
    .describe('Every training image once an epoch, or every class equally often'),
  augment: augmentationsSchema.default([]).describe('Random changes of the training images, in order'),
  mix: mixSchema
    .optional()
    .describe('How the images of a batch are mixed with each other, after the changes'),
  shuffle: z
    .boolean('Expected true or false')
    .default(true)
    .describe('Whether each epoch takes the examples in an order of its own'),
  stop: earlyStoppingSchema.optional().describe('When to stop before the last epoch'),
  budget: z
    .strictObject({ minutes: positiveNumber })
    .optional()
    .describe('How long training may take; the first epoch is always finished'),
  checkpoints: checkpointsSchema.optional().describe('Which weights the run folder keeps'),
  history: z
    .strictObject({ steps: z.boolean('Expected true or false').default(false) })
    .optional()
    .describe('What the history has besides the figures of epochs: the loss of each step'),
});

/** What a run is made from, as JSON. The model is a preset's name or a model of its own. */
export const recipeSchema = trainingSchema.extend({
  $schema: z.string().optional().describe('The JSON Schema of recipes, for editors'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Expected a name of small letters, digits and hyphens')
    .optional()
    .describe('What runs are called'),
  data: dataSpecSchema
    .optional()
    .describe('The data set that the command line trains on: a known name, a path, or a format with options'),
  subset: subsetSchema.optional().describe('The part of the data set that is taken; all of it by default'),
  model: z
    .union(
      [z.enum(modelPresetNames, `Expected a model or one of ${modelPresetNames.join(', ')}`), modelSchema],
      `Expected a model or one of ${modelPresetNames.join(', ')}`,
    )
    .describe('A built-in model, or one of your own'),
});

export type TrainingOptions = z.input<typeof trainingSchema>;
export type Training = z.output<typeof trainingSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;
export type Recipe = z.output<typeof recipeSchema>;

/**
 * Checks a recipe and fills in defaults; raises `OptionError` with the path of what is wrong.
 *
 * @param where what messages begin with, such as the recipe's file
 */
export function parseRecipe(value: unknown, where = 'recipe'): Recipe {
  return parseOptions(recipeSchema, value, where);
}

/**
 * The JSON Schema (draft 2020-12) of recipes as people write them: what has a default may be left out. Editors complete
 * and check a recipe file whose `$schema` names it.
 */
export function recipeJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(recipeSchema, { io: 'input' });
  return { $schema, title: 'Atelier recipe', ...schema };
}

/** The recipe's model, for images and classes of a data set. */
export function recipeModel(
  recipe: Pick<Recipe, 'model'>,
  ends: Pick<ModelSpec, 'input' | 'classes'>,
): ModelSpec {
  return typeof recipe.model === 'string' ? modelPresets[recipe.model](ends) : recipe.model;
}

/** The name that runs of the recipe carry. */
export function recipeName(recipe: Pick<Recipe, 'name' | 'model'>): string {
  return recipe.name ?? (typeof recipe.model === 'string' ? recipe.model : 'model');
}
