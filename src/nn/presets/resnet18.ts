import type { ModelPreset } from '../preset.ts';
import { resnet } from './parts/resnet.ts';

/**
 * ResNet-18 (He et al. 2016, table 1) in its usual form for small images: a 3x3 stem without pooling. 11,173,962
 * parameters for 32x32x3 and ten classes, 11,172,810 for one channel.
 */
export const resnet18: ModelPreset = (ends) => resnet(ends, [64, 128, 256, 512], 2);
