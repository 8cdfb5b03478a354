import { z } from 'zod';
import { definePruner, type PrunerSpec } from '../pruner.ts';

const bound = z.number('Expected a number').optional();

/** Ends a trial whose latest report is below `lower` or above `upper`, from step `warmUp` + 1 on. */
export const thresholdPruner = definePruner({
  type: 'threshold',
  options: z
    .strictObject({
      lower: bound,
      upper: bound,
      warmUp: z.int('Expected a whole number').min(0, 'Expected a whole number of at least 0').default(0),
    })
    .refine(({ lower, upper }) => lower !== undefined || upper !== undefined, {
      message: 'Expected lower, upper or both',
    }),
  judge: ({ trial }, { lower = -Infinity, upper = Infinity, warmUp }) => {
    const latest = trial.reports.at(-1);
    if (latest === undefined || latest.step <= warmUp) return undefined;
    const { step, value } = latest;
    if (value < lower) return `${value} at step ${step} is below ${lower}`;
    return value > upper ? `${value} at step ${step} is above ${upper}` : undefined;
  },
});

/** Ends trials whose figures leave a range; see `thresholdPruner`. @example threshold({ lower: 0.3, warmUp: 1 }) */
export function threshold(options: z.input<typeof thresholdPruner.options>): PrunerSpec {
  return { type: 'threshold', ...options };
}
