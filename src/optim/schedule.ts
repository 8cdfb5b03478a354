import type { z } from 'zod';
import type { EpochFigures } from '../core/monitor.ts';

/** A learning rate as data: a number, or a schedule with its type and options. */
export type LearningRate = number | { readonly type: string; readonly [option: string]: unknown };

/** When in a run a learning rate is asked for. */
export interface ScheduleTime {
  /** From 0. */
  readonly step: number;
  /** How many the run has in all. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** The epochs that are done, for schedules that go by how training goes. They have no other memory. */
  readonly history: readonly EpochFigures[];
}

/** A learning rate over time; a new one is one new file and one line of the index. */
export interface ScheduleDefinition<Options extends z.ZodType = z.ZodType> {
  readonly type: string;
  /** The schema of its options; `learningRate` is that of a rate or schedule inside this one. */
  readonly options: (learningRate: z.ZodType<LearningRate>) => Options;
  /**
   * The learning rate of a step.
   *
   * @param rateAt the rate of a schedule inside this one
   */
  value(
    options: z.output<Options>,
    time: ScheduleTime,
    rateAt: (rate: LearningRate, time: ScheduleTime) => number,
  ): number;
  /**
   * The same schedule for another highest rate.
   *
   * @param withHighest does this to a schedule inside this one
   */
  withHighest(
    options: z.output<Options>,
    rate: number,
    withHighest: (rate: LearningRate, highest: number) => LearningRate,
  ): z.input<Options>;
}

export function defineSchedule<Options extends z.ZodType>(
  definition: ScheduleDefinition<Options>,
): ScheduleDefinition<Options> {
  return definition;
}

/** The options of a schedule as people write them: what has a default may be left out. */
export type ScheduleOptions<Definition extends ScheduleDefinition> = z.input<
  ReturnType<Definition['options']>
>;
