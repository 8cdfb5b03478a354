import type { ModelPreset } from '../preset.ts';
import { wideResnet } from './parts/wide-resnet.ts';

/** WRN-16-4 (Zagoruyko and Komodakis 2016: 2.7M): 2,748,890 parameters for 32x32x3 and ten classes. */
export const wrn16x4: ModelPreset = (ends) => wideResnet(ends, { depth: 16, width: 4 });
