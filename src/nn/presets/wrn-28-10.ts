import type { ModelPreset } from '../preset.ts';
import { wideResnet } from './parts/wide-resnet.ts';

/** WRN-28-10 (Zagoruyko and Komodakis 2016: 36.5M): 36,479,194 parameters for 32x32x3 and ten classes. */
export const wrn28x10: ModelPreset = (ends) => wideResnet(ends, { depth: 28, width: 10 });
