import { z } from 'zod';
import type { LearningRate } from '../schedule.ts';
import { learningRateSchema } from '../schedules/index.ts';
import type { OptimizerDefinition } from '../optimizer.ts';
import { adamOptimizer } from './adam.ts';
import { sgdOptimizer } from './sgd.ts';

/** Every optimiser. */
export const optimizerDefinitions: readonly OptimizerDefinition[] = [adamOptimizer, sgdOptimizer];

/** An optimiser as data: its type, its learning rate and its options. */
export interface OptimizerSpec {
  readonly type: string;
  readonly learningRate: LearningRate;
  readonly [option: string]: unknown;
}

export const optimizerSchema = z.discriminatedUnion(
  'type',
  optimizerDefinitions.map(({ type, options }) =>
    options.safeExtend({ type: z.literal(type), learningRate: learningRateSchema }),
  ) as never,
  {
    error: `Expected an optimizer with a type of ${optimizerDefinitions.map(({ type }) => type).join(', ')}`,
  },
) as unknown as z.ZodType<OptimizerSpec>;

type Options<Definition extends OptimizerDefinition> = z.input<Definition['options']> & {
  readonly learningRate: LearningRate;
};

/** Adam; see `adamOptimizer`. @example adam({ learningRate: 1e-3 }) */
export function adam(options: Options<typeof adamOptimizer>): OptimizerSpec {
  return { type: 'adam', ...options };
}

/** AdamW: Adam with decoupled weight decay, by default 0.01. @example adamW({ learningRate: 1e-3 }) */
export function adamW(options: Options<typeof adamOptimizer>): OptimizerSpec {
  return { type: 'adam', weightDecay: 0.01, ...options };
}

/** Stochastic gradient descent; see `sgdOptimizer`. @example sgd({ learningRate: 0.1, momentum: 0.9 }) */
export function sgd(options: Options<typeof sgdOptimizer>): OptimizerSpec {
  return { type: 'sgd', ...options };
}
