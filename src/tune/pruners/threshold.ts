import { z } from 'zod';
import { definePruner, type PrunerSpec } from '../pruner.ts';
import { isJudged, judgedSteps, shown } from './judged-steps.ts';

const bound = z.number('Expected a number').optional();

/** Ends a trial whose latest report is below `lower` or above `upper`. */
export const thresholdPruner = definePruner({
  type: 'threshold',
  options: z
    .strictObject({ lower: bound, upper: bound, ...judgedSteps })
    .refine(({ lower, upper }) => lower !== undefined || upper !== undefined, {
      message: 'Expected lower, upper or both',
    })
    .refine(({ lower = -Infinity, upper = Infinity }) => lower <= upper, {
      path: ['upper'],
      message: 'Expected at least lower',
    }),
  judge: ({ trial: { reports } }, { lower = -Infinity, upper = Infinity, ...steps }) => {
    if (!isJudged(reports, steps)) return undefined;
    const { step, value } = reports.at(-1)!;
    if (value < lower) return `${shown(value)} at step ${step} is below ${shown(lower)}`;
    return value > upper ? `${shown(value)} at step ${step} is above ${shown(upper)}` : undefined;
  },
});

/**
 * Ends a trial whose latest figure is below `lower` or above `upper`, whatever others had, as Optuna's `ThresholdPruner`
 * (its steps begin with 0, ours with 1). Nothing is pruned within the first `warmUp` steps.
 *
 * @example threshold({ lower: 0.3, warmUp: 1 })
 */
export function threshold(options: z.input<typeof thresholdPruner.options>): PrunerSpec {
  return { type: 'threshold', ...options };
}
