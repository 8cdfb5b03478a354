import { z } from 'zod';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { defineActivation } from '../activation.ts';
import { overChannels } from './over-channels.ts';

/** The logarithm of softmax, over the same axis. */
export const logSoftmaxActivation = defineActivation({
  type: 'logSoftmax',
  options: z.strictObject({}),
  apply: (x) => overChannels(x, logSoftmax),
});
