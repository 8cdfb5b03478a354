import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { definePruner, type PrunerContext, type PrunerSpec } from '../pruner.ts';
import { asLoss } from '../trial.ts';
import { bestLoss, isJudged, judgedSteps, shown, wholeNumber } from './judged-steps.ts';

/** The options of pruners that compare with the complete trials at the same step. */
export const comparison = z.strictObject({
  startupTrials: wholeNumber.default(5).describe('Complete trials before anything is pruned'),
  ...judgedSteps,
  minTrials: positiveInteger
    .default(1)
    .describe('Complete trials with a report at the step, to compare with'),
});

/** Ends a trial whose best so far is worse than what the best `percentile` percent of complete trials had at that step. */
export const percentilePruner = definePruner({
  type: 'percentile',
  options: comparison.extend({
    percentile: z
      .number('Expected a number from 0 to 100')
      .min(0, 'Expected a number from 0 to 100')
      .max(100, 'Expected a number from 0 to 100')
      .describe('The share of trials, the best, that goes on'),
  }),
  judge: (context, { percentile, ...options }) => {
    const worse = worseThanPercentile(context, percentile, options);
    if (worse === undefined) return undefined;
    const { best, step, bound, count } = worse;
    return `${best} at best by step ${step}, where the best ${percentile}% of ${count} trials had ${bound} or better`;
  },
});

/** What a trial's best so far is worse than, where it is. */
export function worseThanPercentile(
  { trial, trials, direction }: PrunerContext,
  percentile: number,
  { startupTrials, minTrials, ...steps }: z.output<typeof comparison>,
) {
  if (!isJudged(trial.reports, steps)) return undefined;
  const complete = trials.filter(({ state }) => state === 'complete');
  if (complete.length < startupTrials) return undefined;
  const { step } = trial.reports.at(-1)!;
  const losses = complete.flatMap(({ reports }) => {
    const report = reports.find((other) => other.step === step);
    return report === undefined ? [] : [asLoss(report.value, direction)];
  });
  if (losses.length < minTrials) return undefined;
  const bound = percentileOf(losses, percentile);
  const best = bestLoss(trial.reports, direction);
  if (best <= bound) return undefined;
  const inWords = (loss: number) => shown(asLoss(loss, direction));
  return { best: inWords(best), step, bound: inWords(bound), count: losses.length };
}

/** The value below which so many percent are, between two values by their distance, as in NumPy. */
function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (percentile / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.ceil(place)]!;
  const share = place - Math.floor(place);
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/**
 * Ends a trial whose best so far is worse than what the best `percentile` percent of complete trials had at that step, as
 * Optuna's `PercentilePruner` (its steps begin with 0, ours with 1). The first `startupTrials` complete trials are
 * needed before anything is pruned; nothing is within the first `warmUp` steps.
 *
 * @example percentile({ percentile: 25, warmUp: 2 })
 */
export function percentile(options: z.input<typeof percentilePruner.options>): PrunerSpec {
  return { type: 'percentile', ...options };
}
