import { activation } from '../layers/activation.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten } from '../layers/flatten.ts';
import { maxPool2d } from '../layers/max-pool2d.ts';
import { sequential } from '../model.ts';
import type { LayerSpec } from '../layer.ts';
import type { ModelPreset } from '../preset.ts';

const convBlock = (filters: number): LayerSpec[] => [
  conv2d({ filters, kernelSize: 3, padding: 'same' }),
  batchNorm(),
  activation('relu'),
];

/** Five convolutions with batch norm, in stages of 32, 64 and 128 filters with dropout, and a dense layer of 128. */
export const deepCnn: ModelPreset = (ends) =>
  sequential(ends, [
    ...convBlock(32),
    ...convBlock(32),
    maxPool2d(),
    dropout({ rate: 0.25 }),
    ...convBlock(64),
    ...convBlock(64),
    maxPool2d(),
    dropout({ rate: 0.25 }),
    ...convBlock(128),
    flatten(),
    dense({ units: 128 }),
    batchNorm(),
    activation('relu'),
    dropout({ rate: 0.5 }),
    dense({ units: ends.classes }),
  ]);
