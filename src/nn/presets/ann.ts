import { dense } from '../layers/dense.ts';
import { flatten } from '../layers/flatten.ts';
import { sequential } from '../model.ts';
import type { ModelPreset } from '../preset.ts';

/** Two hidden dense layers of 128 and 64. */
export const ann: ModelPreset = (ends) =>
  sequential(ends, [
    flatten(),
    dense({ units: 128, activation: 'relu' }),
    dense({ units: 64, activation: 'relu' }),
    dense({ units: ends.classes }),
  ]);
