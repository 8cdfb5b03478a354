import type { ModelPreset } from '../preset.ts';
import { resnet } from './parts/resnet.ts';

/**
 * ResNet-20 for CIFAR (He et al. 2016, table 6: 0.27M), 6n + 2 layers for n = 3, with option B shortcuts: 272,474
 * parameters for 32x32x3 and ten classes.
 */
export const resnet20: ModelPreset = (ends) => resnet(ends, [16, 32, 64], 3);
