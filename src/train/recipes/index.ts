import type { ModelPresetName } from '../../nn/preset-names.ts';
import type { RecipeInput } from '../recipe.ts';
import { annRecipe } from './ann.ts';
import { cnnRecipe } from './cnn.ts';
import { convnextAttoRecipe } from './convnext-atto.ts';
import { deepCnnRecipe } from './deep-cnn.ts';
import { densenetBc100Recipe } from './densenet-bc-100.ts';
import { densenetBc40Recipe } from './densenet-bc-40.ts';
import { lenet5Recipe } from './lenet5.ts';
import { mlpRecipe } from './mlp.ts';
import { mobilenetv2Recipe } from './mobilenetv2.ts';
import { resnet18Recipe } from './resnet18.ts';
import { resnet20Recipe } from './resnet20.ts';
import { resnet8Recipe } from './resnet8.ts';
import { vgg11Recipe } from './vgg11.ts';
import { wrn16x4Recipe } from './wrn-16-4.ts';
import { wrn28x10Recipe } from './wrn-28-10.ts';

/** How each model of the library is trained by default. */
export const recipePresets: Readonly<Record<ModelPresetName, RecipeInput>> = {
  ann: annRecipe,
  mlp: mlpRecipe,
  cnn: cnnRecipe,
  'deep-cnn': deepCnnRecipe,
  lenet5: lenet5Recipe,
  resnet8: resnet8Recipe,
  'densenet-bc-40': densenetBc40Recipe,
  resnet20: resnet20Recipe,
  'densenet-bc-100': densenetBc100Recipe,
  mobilenetv2: mobilenetv2Recipe,
  'wrn-16-4': wrn16x4Recipe,
  'convnext-atto': convnextAttoRecipe,
  vgg11: vgg11Recipe,
  resnet18: resnet18Recipe,
  'wrn-28-10': wrn28x10Recipe,
};
