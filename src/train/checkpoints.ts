import { z } from 'zod';
import { isGain, monitored, monitorModeSchema, monitorSchema, type EpochFigures } from '../core/monitor.ts';
import { positiveInteger } from '../core/option-schemas.ts';
import { durationSchema, stepsOf } from '../optim/duration.ts';
import type { ScheduleTime } from '../optim/schedule.ts';
import { earlyStoppingSchema, followEpochs, type EarlyStopping } from './early-stopping.ts';

/**
 * Which weights a run keeps in `checkpoints/` of its folder. `last.safetensors`, from which it is resumed, and
 * `best.safetensors` are always there.
 */
export const checkpointsSchema = z.strictObject({
  /** The figure that says which epoch is the best; where not given, early stopping's, or the validation loss. */
  best: z
    .strictObject({ monitor: monitorSchema.default('val.loss'), mode: monitorModeSchema.default('auto') })
    .optional(),
  /** Keeps the weights of so many best epochs, as `epoch-0003.safetensors`. */
  top: positiveInteger.optional(),
  /** Keeps the weights each time that so much is done, as `step-00000400.safetensors`. */
  every: durationSchema.optional(),
});

export type Checkpoints = z.output<typeof checkpointsSchema>;

/** How the best epoch is chosen. */
export interface BestOptions {
  readonly checkpoints?: Checkpoints | undefined;
  readonly stop?: EarlyStopping | undefined;
}

/** The best epoch so far, from 1; 0 before the first. */
export function bestEpochOf({ checkpoints, stop }: BestOptions, history: readonly EpochFigures[]): number {
  const watch = checkpoints?.best ? earlyStoppingSchema.parse(checkpoints.best) : stop;
  return followEpochs(watch ?? earlyStoppingSchema.parse({}), history).bestEpoch;
}

/** The epochs, from 1, whose weights are kept as the best few: of equals, the earlier. */
export function topEpochs({ checkpoints, stop }: BestOptions, history: readonly EpochFigures[]): number[] {
  const watch = checkpoints?.best ?? { monitor: stop?.monitor ?? 'val.loss', mode: stop?.mode ?? 'auto' };
  const ranked = history.map((figures, index) => ({
    epoch: index + 1,
    value: monitored(figures, watch.monitor),
  }));
  ranked.sort((a, b) => {
    if (isGain(watch, a.value, b.value)) return -1;
    return isGain(watch, b.value, a.value) ? 1 : a.epoch - b.epoch;
  });
  return ranked.slice(0, checkpoints?.top ?? 0).map(({ epoch }) => epoch);
}

/** How many steps there are from a step of the run, from 0, to the next after which weights are kept. */
export function stepsToCheckpoint(
  { checkpoints }: Pick<BestOptions, 'checkpoints'>,
  step: number,
  time: Pick<ScheduleTime, 'steps' | 'stepsPerEpoch'>,
): number {
  if (!checkpoints?.every) return Infinity;
  const interval = stepsOf(checkpoints.every, time);
  return interval - (step % interval);
}

/** The file name of an epoch's weights, without its ending. */
export function epochCheckpoint(epoch: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}`;
}

/** Whether a file is named as an epoch's weights are. */
export function isEpochCheckpoint(file: string): boolean {
  return /^epoch-\d{4,}\.safetensors$/.test(file);
}

/** The file name of the weights after so many steps, without its ending. */
export function stepCheckpoint(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}
