import { averageShare } from './averages/index.ts';
import { lookaheadScalars } from './lookahead.ts';
import { resolveOptimizer } from './optimizers/index.ts';
import type { OptimizerSpec } from './optimizer.ts';
import type { ScheduleTime } from './schedule.ts';
import { learningRateAt } from './schedules/index.ts';

/** The numbers of an update that change from step to step; the graph takes them as float32 scalars. */
export interface UpdateNumbers {
  /** The same for every step. */
  readonly names: readonly string[];
  /** Computed in float64. */
  at(time: ScheduleTime): Readonly<Record<string, number>>;
}

/** All numbers of an optimiser's steps: those of each parameter group, of Lookahead and of the average. */
export function updateNumbers(spec: OptimizerSpec): UpdateNumbers {
  const { definition, options, rules, lookahead, average } = resolveOptimizer(spec);
  const numbers = (time: Omit<ScheduleTime, 'history'>, learningRate: number): Record<string, number> => {
    const step = time.step + 1;
    const ofRules = rules.flatMap((rule) => {
      if (!rule) return [];
      const { suffix, learningRateFactor, weightDecay } = rule;
      const rate = learningRate * learningRateFactor;
      const keep = weightDecay > 0 ? { keep: 1 - rate * weightDecay } : {};
      return Object.entries({ ...definition.scalars(options, step, rate), ...keep }).map(
        ([name, number]) => [name + suffix, number] as const,
      );
    });
    return {
      ...Object.fromEntries(ofRules),
      ...(lookahead ? lookaheadScalars(lookahead, step) : {}),
      ...(average ? { averageShare: averageShare(average, time) } : {}),
    };
  };
  return {
    names: Object.keys(numbers({ step: 0, steps: 1, stepsPerEpoch: 1 }, 1)),
    at: (time) => numbers(time, learningRateAt(spec.learningRate, time)),
  };
}
