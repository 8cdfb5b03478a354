import { z } from 'zod';
import { positiveInteger } from '../core/option-schemas.ts';
import type { ScheduleTime } from './schedule.ts';

const shareOfRun = z
  .number('Expected a number above 0, at most 1')
  .gt(0, 'Expected a number above 0, at most 1')
  .max(1, 'Expected a number above 0, at most 1');

/** A stretch of a run: steps, epochs, or a fraction of all steps. */
export const durationSchema = z.union(
  [
    z.strictObject({ steps: positiveInteger }),
    z.strictObject({ epochs: positiveInteger }),
    z.strictObject({ fraction: shareOfRun }),
  ],
  'Expected { "steps": 500 }, { "epochs": 5 } or { "fraction": 0.1 }',
);
export type Duration = z.output<typeof durationSchema>;

/** A duration in steps, at least 1. */
export function stepsOf(
  duration: Duration,
  { steps, stepsPerEpoch }: Pick<ScheduleTime, 'steps' | 'stepsPerEpoch'>,
) {
  if ('steps' in duration) return duration.steps;
  if ('epochs' in duration) return duration.epochs * stepsPerEpoch;
  return Math.max(1, Math.round(duration.fraction * steps));
}

/**
 * How much of a schedule is over, from 0 to 1: of `over`, after which it stays at 1, or else of the whole run, from its
 * first step to its last. The only step of a run of one is its first.
 */
export function progressAt(time: ScheduleTime, over: Duration | undefined): number {
  const last = over ? stepsOf(over, time) : time.steps - 1;
  return last > 0 ? Math.min(1, time.step / last) : 0;
}
