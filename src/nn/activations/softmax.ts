import { z } from 'zod';
import { softmax } from '../../ops/softmax.ts';
import { defineActivation } from '../activation.ts';
import { overChannels } from './over-channels.ts';

/** exp(x) over its sum: over the classes of [batch, classes], or over the channels of each pixel of an image, as in Keras. */
export const softmaxActivation = defineActivation({
  type: 'softmax',
  options: z.strictObject({}),
  apply: (x) => overChannels(x, softmax),
});
