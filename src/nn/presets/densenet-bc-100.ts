import type { ModelPreset } from '../preset.ts';
import { densenetBc } from './parts/densenet-bc.ts';

/** DenseNet-BC of depth 100 and growth 12 (Huang et al. 2017): 769,162 parameters for 32x32x3 and ten classes. */
export const densenetBc100: ModelPreset = (ends) => densenetBc(ends, { depth: 100, growth: 12 });
