import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { flatten } from '../layers/flatten.ts';
import { maxPool2d } from '../layers/max-pool2d.ts';
import { sequential } from '../model.ts';
import type { ModelPreset } from '../preset.ts';

/** Two convolutions of 32 and 64 filters, each with max-pooling, and a dense layer of 128. */
export const cnn: ModelPreset = (ends) =>
  sequential(ends, [
    conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
    maxPool2d(),
    conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
    maxPool2d(),
    flatten(),
    dense({ units: 128, activation: 'relu' }),
    dense({ units: ends.classes }),
  ]);
