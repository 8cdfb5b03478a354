import { activation } from '../layers/activation.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { globalAveragePool2d } from '../layers/global-average-pool2d.ts';
import { maxPool2d } from '../layers/max-pool2d.ts';
import { sequential } from '../model.ts';
import type { LayerSpec } from '../layer.ts';
import type { ModelPreset } from '../preset.ts';

/** The filters of each convolution, stage by stage: configuration A. */
const STAGES = [[64], [128], [256, 256], [512, 512], [512, 512]];

/**
 * VGG-11 (Simonyan and Zisserman 2015, configuration A: eight 3x3 convolutions with 9,220,480 values) with batch norm and
 * one dense layer, its usual form for small images: 9,231,114 parameters for 32x32x3 and ten classes. Each stage ends in
 * 2x2 max-pooling while there are two pixels left to pool.
 */
export const vgg11: ModelPreset = (ends) => {
  const layers: LayerSpec[] = [];
  let size = Math.min(ends.input[0], ends.input[1]);
  for (const stage of STAGES) {
    layers.push(...stage.flatMap(convBlock));
    if (size >= 2) layers.push(maxPool2d());
    size >>= 1;
  }
  return sequential(ends, [...layers, globalAveragePool2d(), dense({ units: ends.classes })]);
};

const convBlock = (filters: number): LayerSpec[] => [
  conv2d({ filters, kernelSize: 3, padding: 1, kernelInitializer: 'heNormal' }),
  batchNorm(),
  activation('relu'),
];
