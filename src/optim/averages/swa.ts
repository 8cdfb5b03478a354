import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { defineAverage, type AverageSpec } from '../average.ts';

/**
 * Stochastic weight averaging (Izmailov et al. 2018): the plain mean of the weights at the ends of epochs, from the first
 * epoch end after the share `start` of the steps, 0.75 by default as in the paper. Before that the average is the weights
 * themselves. Its schedule is the recipe's business: a learning rate that stays high in the end, or restarts.
 */
export const swaAverage = defineAverage({
  type: 'swa',
  options: z.strictObject({ start: fractionBelowOne.default(0.75) }),
  share: ({ start }, { step, steps, stepsPerEpoch }) => {
    const done = step + 1;
    // A little more, because 0.7 · 30 may be computed as just below 21.
    const epochsBefore = Math.floor((start * steps) / stepsPerEpoch + 1e-9);
    const samples = Math.floor(done / stepsPerEpoch) - epochsBefore;
    if (samples < 1) return 1;
    return done % stepsPerEpoch === 0 ? 1 / samples : 0;
  },
});

/** Stochastic weight averaging; see `swaAverage`. @example adam({ average: swa({ start: 0.75 }) }) */
export function swa(options: z.input<typeof swaAverage.options> = {}): AverageSpec {
  return { type: 'swa', ...options };
}
