import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import type { ScheduleDefinition } from '../schedule.ts';
import { cosineSchedule } from './cosine.ts';
import { oneCycleSchedule } from './one-cycle.ts';

/** Every schedule; a plain number is a learning rate that stays. */
const scheduleDefinitions: readonly ScheduleDefinition[] = [cosineSchedule, oneCycleSchedule];

/** A learning rate: a number, or a schedule with its type and options. */
export type LearningRate = number | { readonly type: string; readonly [option: string]: unknown };

export const learningRateSchema = z.union(
  [
    positiveNumber,
    z.discriminatedUnion(
      'type',
      scheduleDefinitions.map(({ type, options }) => options.extend({ type: z.literal(type) })) as never,
    ),
  ],
  `Expected a number above 0 or a schedule (${scheduleDefinitions.map(({ type }) => type).join(', ')})`,
) as unknown as z.ZodType<LearningRate>;

/** The learning rate of a step (from 0) of a run of `steps` steps. */
export function learningRateAt(rate: LearningRate, step: number, steps: number): number {
  if (typeof rate === 'number') return rate;
  const { type, ...options } = rate;
  const definition = scheduleDefinitions.find((candidate) => candidate.type === type)!;
  return definition.value(options, step, steps);
}

/** The schedule that rises to `peak` and falls again; see `oneCycleSchedule`. @example oneCycle({ peak: 3e-3 }) */
export function oneCycle(options: z.input<typeof oneCycleSchedule.options>): LearningRate {
  return { type: 'oneCycle', ...options };
}

/** The schedule that falls along a cosine; see `cosineSchedule`. @example cosine({ initial: 1e-3 }) */
export function cosine(options: z.input<typeof cosineSchedule.options>): LearningRate {
  return { type: 'cosine', ...options };
}
