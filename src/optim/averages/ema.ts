import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { defineAverage, type AverageSpec } from '../average.ts';

/**
 * The exponential moving average of the weights, after every step: average = decay · average + (1 − decay) · weights. It
 * begins as the weights after the first step, as PyTorch's AveragedModel does; its decay of 0.999 is that of
 * get_ema_multi_avg_fn. With `warmUp` the decay of step t is at most (1 + t) / (10 + t), as in TensorFlow's
 * ExponentialMovingAverage, so that short runs forget their beginning.
 */
export const emaAverage = defineAverage({
  type: 'ema',
  options: z.strictObject({
    decay: fractionBelowOne.default(0.999),
    warmUp: z.boolean('Expected true or false').default(false),
  }),
  share: ({ decay, warmUp }, { step }) => {
    if (step === 0) return 1;
    return 1 - (warmUp ? Math.min(decay, (1 + step) / (10 + step)) : decay);
  },
});

/** The exponential moving average of the weights; see `emaAverage`. @example adam({ average: ema({ decay: 0.999 }) }) */
export function ema(options: z.input<typeof emaAverage.options> = {}): AverageSpec {
  return { type: 'ema', ...options };
}
