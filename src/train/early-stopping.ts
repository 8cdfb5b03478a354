import { z } from 'zod';
import { isGain, monitored, monitorModeSchema, monitorSchema, type EpochFigures } from '../core/monitor.ts';
import { nonNegativeNumber, positiveInteger } from '../core/option-schemas.ts';

export const earlyStoppingSchema = z.strictObject({
  monitor: monitorSchema.default('val.loss'),
  mode: monitorModeSchema.default('auto'),
  patience: positiveInteger.default(3),
  minDelta: nonNegativeNumber.default(0),
  baseline: z.number('Expected a number').optional(),
  startFromEpoch: z
    .int('Expected a whole number of at least 0')
    .min(0, 'Expected a whole number of at least 0')
    .default(0),
  restoreBest: z.boolean('Expected true or false').default(true),
});

export type EarlyStopping = z.output<typeof earlyStoppingSchema>;

/**
 * Ends training when the watched figure has not become better for `patience` epochs, as in Keras: a gain must exceed
 * `minDelta`, and training stops at the epoch that makes `patience` without one. A gain that does not reach the
 * `baseline` does not count as one for the patience. The first `startFromEpoch` epochs are passed over. With
 * `restoreBest` (on by default, unlike Keras) the run's result are the weights of the best epoch.
 *
 * @example earlyStopping({ monitor: 'val.loss', patience: 3 })
 */
export function earlyStopping(
  options: z.input<typeof earlyStoppingSchema> = {},
): z.input<typeof earlyStoppingSchema> {
  return options;
}

/** What early stopping makes of the epochs so far; it remembers nothing else. */
export interface StoppingState {
  /** The best epoch, from 1; while epochs are passed over, the latest; 0 before the first. */
  readonly bestEpoch: number;
  /** Epochs since the last gain. */
  readonly waited: number;
  /** Whether it is time to stop. */
  readonly stop: boolean;
}

/** Goes through the epochs so far as early stopping does. */
export function followEpochs(options: EarlyStopping, history: readonly EpochFigures[]): StoppingState {
  const { monitor, patience, baseline, startFromEpoch } = options;
  let best: number | undefined;
  let state: StoppingState = { bestEpoch: 0, waited: 0, stop: false };
  history.forEach((figures, index) => {
    if (index < startFromEpoch) {
      state = { ...state, bestEpoch: index + 1 };
      return;
    }
    const value = monitored(figures, monitor);
    const waited = state.waited + 1;
    if (best === undefined || isGain(options, value, best)) {
      best = value;
      const counts = baseline === undefined || isGain(options, value, baseline);
      state = { bestEpoch: index + 1, waited: counts ? 0 : waited, stop: false };
    } else {
      state = { ...state, waited, stop: waited >= patience };
    }
  });
  return state;
}

/** Why early stopping ends training, in words. */
export function stoppingReason({ monitor }: EarlyStopping, { waited, bestEpoch }: StoppingState): string {
  const epochs = waited === 1 ? 'epoch' : 'epochs';
  return `${monitor} has not become better for ${waited} ${epochs} (best in epoch ${bestEpoch})`;
}
