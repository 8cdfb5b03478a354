import type { ModelPreset } from '../preset.ts';
import { resnet } from './parts/resnet.ts';

/**
 * The smallest network of the family for CIFAR in He et al. 2016: 6n + 2 layers for n = 1, with option B shortcuts, as used
 * in studies of distillation (Tian et al. 2020). 78,042 parameters for 32x32x3 and ten classes.
 */
export const resnet8: ModelPreset = (ends) => resnet(ends, [16, 32, 64], 1);
