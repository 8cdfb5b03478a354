import { InternalError } from './errors.ts';
import { oneOf } from './option-schemas.ts';

/** The figures of an epoch that can be watched. */
export const monitors = ['val.loss', 'val.accuracy', 'train.loss', 'train.accuracy'] as const;
export type Monitor = (typeof monitors)[number];

export const monitorSchema = oneOf(monitors);

/** Whether less or more is better; `auto` means less of a loss and more of an accuracy. */
export const monitorModeSchema = oneOf(['auto', 'min', 'max']);
export type MonitorMode = 'auto' | 'min' | 'max';

interface LossAndAccuracy {
  readonly loss: number;
  readonly accuracy: number;
}

/** What is known of an epoch that is done; its record has more. */
export interface EpochFigures {
  readonly train: LossAndAccuracy;
  readonly val?: LossAndAccuracy | undefined;
}

/** The figure that `monitor` names. */
export function monitored(figures: EpochFigures, monitor: Monitor): number {
  const [part, figure] = monitor.split('.') as ['train' | 'val', 'loss' | 'accuracy'];
  const found = figures[part];
  if (!found) throw new InternalError(`monitor: the epoch has no ${monitor}`);
  return found[figure];
}

/** How a figure is watched: which, which way is better, and what counts as better. */
export interface Watch {
  readonly monitor: Monitor;
  readonly mode?: MonitorMode;
  /** A gain must exceed it. */
  readonly minDelta?: number;
}

/** Whether a figure is better than the best so far. */
export function isGain(
  { monitor, mode = 'auto', minDelta = 0 }: Watch,
  value: number,
  best: number,
): boolean {
  const less = mode === 'auto' ? monitor.endsWith('loss') : mode === 'min';
  return less ? value < best - minDelta : value > best + minDelta;
}
