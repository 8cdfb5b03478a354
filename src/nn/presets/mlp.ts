import { activation } from '../layers/activation.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten } from '../layers/flatten.ts';
import { sequential } from '../model.ts';
import type { ModelPreset } from '../preset.ts';

/** Three hidden dense layers of 512, 256 and 128, each with batch norm, ReLU and dropout. */
export const mlp: ModelPreset = (ends) =>
  sequential(ends, [
    flatten(),
    ...[512, 256, 128].flatMap((units) => [
      dense({ units }),
      batchNorm(),
      activation('relu'),
      dropout({ rate: 0.3 }),
    ]),
    dense({ units: ends.classes }),
    activation('logSoftmax'),
  ]);
