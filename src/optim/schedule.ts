import type { z } from 'zod';

/** A learning rate over time; a new one is one new file and one line of the index. */
export interface ScheduleDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly options: Options;
  /**
   * The learning rate of a step.
   *
   * @param step from 0
   * @param steps how many the run has in all
   */
  value(options: z.output<Options>, step: number, steps: number): number;
}

export function defineSchedule<Options extends z.ZodObject>(
  definition: ScheduleDefinition<Options>,
): ScheduleDefinition<Options> {
  return definition;
}
