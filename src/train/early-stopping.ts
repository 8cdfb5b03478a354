import { z } from 'zod';
import { nonNegativeNumber, oneOf, positiveInteger } from '../core/option-schemas.ts';
import type { EpochRecord } from '../runs/record.ts';

/** The figures of an epoch that can be watched. */
export const monitors = ['val.loss', 'val.accuracy', 'train.loss', 'train.accuracy'] as const;
export type Monitor = (typeof monitors)[number];

export const earlyStoppingSchema = z.strictObject({
  monitor: oneOf(monitors).default('val.loss'),
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

/** The figure that `monitor` names. */
export function monitored(record: Pick<EpochRecord, 'train' | 'val'>, monitor: Monitor): number {
  const [part, figure] = monitor.split('.') as ['train' | 'val', 'loss' | 'accuracy'];
  return record[part]![figure];
}

/** Whether a figure is better than the best so far by more than `minDelta`. */
export function isGain(monitor: Monitor, value: number, best: number, minDelta: number): boolean {
  return monitor.endsWith('loss') ? value < best - minDelta : value > best + minDelta;
}
