import type { z } from 'zod';
import type { ScheduleTime } from './schedule.ts';

/** An average as data: its type and its options. */
export interface AverageSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** A kind of average of the weights over the steps; a new one is one new file and one line of the index. */
export interface AverageDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly options: Options;
  /** The share of the weights after this step in the average: 1 makes them the average, 0 leaves it as it is. */
  share(options: z.output<Options>, time: Omit<ScheduleTime, 'history'>): number;
}

export function defineAverage<Options extends z.ZodObject>(
  definition: AverageDefinition<Options>,
): AverageDefinition<Options> {
  return definition;
}
