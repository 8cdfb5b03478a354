import type { ModelPresetName } from '../preset-names.ts';
import type { ModelPreset } from '../preset.ts';
import { ann } from './ann.ts';
import { cnn } from './cnn.ts';
import { convnextAtto } from './convnext-atto.ts';
import { deepCnn } from './deep-cnn.ts';
import { densenetBc100 } from './densenet-bc-100.ts';
import { densenetBc40 } from './densenet-bc-40.ts';
import { lenet5 } from './lenet5.ts';
import { mlp } from './mlp.ts';
import { mobilenetv2 } from './mobilenetv2.ts';
import { resnet18 } from './resnet18.ts';
import { resnet20 } from './resnet20.ts';
import { resnet8 } from './resnet8.ts';
import { vgg11 } from './vgg11.ts';
import { wrn16x4 } from './wrn-16-4.ts';
import { wrn28x10 } from './wrn-28-10.ts';

/** The reference models by name, then the model zoo, each from the smallest to the largest. */
export const modelPresets: Readonly<Record<ModelPresetName, ModelPreset>> = {
  ann,
  mlp,
  cnn,
  'deep-cnn': deepCnn,
  lenet5,
  resnet8,
  'densenet-bc-40': densenetBc40,
  resnet20,
  'densenet-bc-100': densenetBc100,
  mobilenetv2,
  'wrn-16-4': wrn16x4,
  'convnext-atto': convnextAtto,
  vgg11,
  resnet18,
  'wrn-28-10': wrn28x10,
};
