import type { z } from 'zod';
import { definePruner, type PrunerSpec } from '../pruner.ts';
import { comparison, worseThanPercentile } from './percentile.ts';

/** Ends a trial whose best so far is worse than the median of complete trials at that step. */
export const medianPruner = definePruner({
  type: 'median',
  options: comparison,
  judge: (context, options) => {
    const worse = worseThanPercentile(context, 50, options);
    if (worse === undefined) return undefined;
    const { best, step, bound, count } = worse;
    return `${best} at best by step ${step}, where the median of ${count} trials was ${bound}`;
  },
});

/**
 * Ends a trial whose best so far is worse than the median of complete trials at that step (the median stopping rule of
 * Golovin et al. 2017, "Google Vizier"), as Optuna's `MedianPruner`, whose steps begin with 0 and ours with 1: five
 * complete trials are needed first (`startupTrials`); then it judges at every step after `warmUp`, or once in `interval`.
 *
 * @example median({ warmUp: 2 })
 */
export function median(options: z.input<typeof medianPruner.options> = {}): PrunerSpec {
  return { type: 'median', ...options };
}
