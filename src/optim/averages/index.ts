import { typedUnion } from '../../core/typed-union.ts';
import { InternalError } from '../../core/errors.ts';
import type { AverageDefinition, AverageSpec } from '../average.ts';
import type { ScheduleTime } from '../schedule.ts';
import { emaAverage } from './ema.ts';
import { swaAverage } from './swa.ts';

/** Every kind of average. */
export const averageDefinitions: readonly AverageDefinition[] = [emaAverage, swaAverage];

export const averageSchema = typedUnion<AverageSpec>(
  averageDefinitions,
  `Expected an average with a type of ${averageDefinitions.map(({ type }) => type).join(', ')}`,
);

/** The share of the weights after a step in their average, by an average as `averageSchema` gives it. */
export function averageShare({ type, ...options }: AverageSpec, time: Omit<ScheduleTime, 'history'>): number {
  const definition = averageDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no average of type ${type}`);
  return definition.share(options, time);
}
