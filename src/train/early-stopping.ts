import { z } from 'zod';
import { monitorSchema } from '../core/monitor.ts';
import { nonNegativeNumber, positiveInteger } from '../core/option-schemas.ts';

export const earlyStoppingSchema = z.strictObject({
  monitor: monitorSchema.default('val.loss'),
  patience: positiveInteger.default(3),
  minDelta: nonNegativeNumber.default(0),
  restoreBest: z.boolean().default(true),
});

/**
 * Ends training when the watched figure has not become better for `patience` epochs, as in Keras: a gain must exceed
 * `minDelta`, and training stops at the epoch that makes `patience` without one. With `restoreBest` (on by default,
 * unlike Keras) the run's result are the weights of the best epoch.
 *
 * @example earlyStopping({ monitor: 'val.loss', patience: 3 })
 */
export function earlyStopping(
  options: z.input<typeof earlyStoppingSchema> = {},
): z.input<typeof earlyStoppingSchema> {
  return options;
}
