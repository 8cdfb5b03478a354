import type { ModelPreset } from '../preset.ts';
import { densenetBc } from './parts/densenet-bc.ts';

/** DenseNet-BC of depth 40 and growth 12 (Huang et al. 2017): 176,122 parameters for 32x32x3 and ten classes. */
export const densenetBc40: ModelPreset = (ends) => densenetBc(ends, { depth: 40, growth: 12 });
