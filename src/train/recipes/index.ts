import type { RecipeInput } from '../recipe.ts';
import type { ModelPresetName } from '../../nn/presets/index.ts';
import { annRecipe } from './ann.ts';
import { cnnRecipe } from './cnn.ts';
import { deepCnnRecipe } from './deep-cnn.ts';
import { mlpRecipe } from './mlp.ts';

/** How each reference model is trained by default. */
export const recipePresets: Readonly<Record<ModelPresetName, RecipeInput>> = {
  ann: annRecipe,
  mlp: mlpRecipe,
  cnn: cnnRecipe,
  'deep-cnn': deepCnnRecipe,
};
