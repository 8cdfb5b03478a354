import { averagePool2d } from '../layers/average-pool2d.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { flatten } from '../layers/flatten.ts';
import { sequential } from '../model.ts';
import type { ModelPreset } from '../preset.ts';

/** The paper's images are so wide and high; smaller ones get a frame of zeros. */
const SIDE = 32;

/**
 * LeNet-5 (LeCun et al. 1998) in its usual form: 61,706 parameters for images up to 32x32x1 and ten classes. The paper's
 * 60,000 come from connecting the second convolution in part (900 fewer), trained pooling (44 more) and an output layer
 * that is not trained (850 fewer).
 */
export const lenet5: ModelPreset = (ends) => {
  const [top, left] = ends.input.slice(0, 2).map((size) => Math.max(0, SIDE - size) >> 1) as [number, number];
  const [bottom, right] = [top, left].map((before, axis) => Math.max(0, SIDE - ends.input[axis]!) - before);
  return sequential(ends, [
    conv2d({ filters: 6, kernelSize: 5, padding: [top, left, bottom!, right!], activation: 'tanh' }),
    averagePool2d(),
    conv2d({ filters: 16, kernelSize: 5, activation: 'tanh' }),
    averagePool2d(),
    flatten(),
    dense({ units: 120, activation: 'tanh' }),
    dense({ units: 84, activation: 'tanh' }),
    dense({ units: ends.classes }),
  ]);
};
