import { z } from 'zod';
import { typedUnion } from '../../core/typed-union.ts';
import { InternalError } from '../../core/errors.ts';
import { positiveNumber } from '../../core/option-schemas.ts';
import type { LearningRate, ScheduleDefinition, ScheduleTime } from '../schedule.ts';
import { constantSchedule } from './constant.ts';
import { cosineRestartsSchedule } from './cosine-restarts.ts';
import { cosineSchedule } from './cosine.ts';
import { exponentialDecaySchedule } from './exponential-decay.ts';
import { oneCycleSchedule } from './one-cycle.ts';
import { polynomialDecaySchedule } from './polynomial-decay.ts';
import { reduceOnPlateauSchedule } from './reduce-on-plateau.ts';
import { stepDecaySchedule } from './step-decay.ts';
import { warmUpSchedule } from './warm-up.ts';

/** Every schedule; a plain number is a learning rate that stays. */
export const scheduleDefinitions: readonly ScheduleDefinition[] = [
  constantSchedule,
  cosineRestartsSchedule,
  cosineSchedule,
  exponentialDecaySchedule,
  oneCycleSchedule,
  polynomialDecaySchedule,
  reduceOnPlateauSchedule,
  stepDecaySchedule,
  warmUpSchedule,
];

export const learningRateSchema: z.ZodType<LearningRate> = z
  .lazy(() => rateOrSchedule)
  .meta({ id: 'learningRate' });
const rateOrSchedule: z.ZodType<LearningRate> = z.union(
  [
    positiveNumber,
    typedUnion<Exclude<LearningRate, number>>(
      scheduleDefinitions.map(({ type, options }) => ({ type, options: options(learningRateSchema) })),
    ),
  ],
  `Expected a number above 0 or a schedule (${scheduleDefinitions.map(({ type }) => type).join(', ')})`,
);

/** The learning rate of a step, by a rate as `learningRateSchema` gives it. */
export function learningRateAt(rate: LearningRate, time: ScheduleTime): number {
  if (typeof rate === 'number') return rate;
  const { definition, options } = resolve(rate);
  return definition.value(options, time, learningRateAt);
}

/** The same schedule, as `learningRateSchema` gives it, for another highest rate. */
export function withHighestRate(rate: LearningRate, highest: number): LearningRate {
  if (typeof rate === 'number') return highest;
  const { definition, options } = resolve(rate);
  return { type: rate.type, ...(definition.withHighest(options, highest, withHighestRate) as object) };
}

function resolve(rate: Exclude<LearningRate, number>) {
  const { type, ...options } = rate;
  const definition = scheduleDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no schedule of type ${type}`);
  return { definition, options };
}
