import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { definePruner, type PrunerContext, type PrunerSpec } from '../pruner.ts';
import { asLoss, type Direction, type Trial } from '../trial.ts';
import { shown, wholeNumber } from './judged-steps.ts';

export const reductionFactor = z
  .int('Expected a whole number of at least 2')
  .min(2, 'Expected a whole number of at least 2');

export const bootstrapCount = wholeNumber
  .default(0)
  .describe('So many trials, the first at each rung, end there whatever they have');

/** Lets one trial in `reductionFactor` go on at steps that are each so many times the one before. */
export const successiveHalvingPruner = definePruner({
  type: 'successiveHalving',
  options: z.strictObject({
    reductionFactor: reductionFactor.default(4).describe('One trial in so many goes on'),
    minResource: positiveInteger
      .optional()
      .describe('The step of the first rung; by default a hundredth of the steps, at least 1'),
    minEarlyStoppingRate: wholeNumber.default(0).describe('Rungs at the beginning that are left out'),
    bootstrapCount,
  }),
  judge: (context, { minResource, minEarlyStoppingRate, ...options }) => {
    const first = minResource ?? Math.max(1, Math.floor((context.steps ?? 1) / 100));
    return judgeAtRungs(context, {
      ...options,
      firstStep: first * options.reductionFactor ** minEarlyStoppingRate,
    });
  },
});

export interface Rungs {
  readonly firstStep: number;
  readonly reductionFactor: number;
  readonly bootstrapCount: number;
}

/** Judges at the rungs that the trial has reached by its latest report; at those before, it was. */
export function judgeAtRungs(
  { trial, trials, direction }: PrunerContext,
  { firstStep, reductionFactor: factor, bootstrapCount: needed }: Rungs,
): string | undefined {
  const latest = trial.reports.at(-1);
  if (latest === undefined) return undefined;
  const { step, value } = latest;
  const before = trial.reports.at(-2)?.step ?? 0;
  for (let rung = firstStep; rung <= step; rung *= factor) {
    if (rung <= before) continue;
    const losses = trials.flatMap((other) => lossAt(other, rung, direction) ?? []).sort((a, b) => a - b);
    if (losses.length <= needed)
      return `${shown(value)} at step ${step}, where the first ${needed} trials do not go on`;
    const count = Math.max(1, Math.floor(losses.length / factor));
    const bound = losses[count - 1]!;
    if (asLoss(value, direction) <= bound) continue;
    const among = count === 1 ? 'the best' : `among the best ${count}`;
    return `${shown(value)} at step ${step} is not ${among} of ${losses.length} trials there, ${shown(asLoss(bound, direction))} or better`;
  }
  return undefined;
}

/** What a trial had when it reached a rung: its first report from there on. */
function lossAt({ reports }: Trial, rung: number, direction: Direction): number | undefined {
  const report = reports.find(({ step }) => step >= rung);
  return report === undefined ? undefined : asLoss(report.value, direction);
}

/**
 * Asynchronous successive halving (Jamieson and Talwalkar 2016; Li et al. 2020, "A system for massively parallel
 * hyperparameter tuning"): at the steps minResource · reductionFactor^(minEarlyStoppingRate + 0, 1, 2, …), the rungs, a trial goes
 * on if it is among the best one in `reductionFactor` of all trials that have got there so far, or the best where they
 * are fewer. As Optuna's `SuccessiveHalvingPruner`, but it keeps nothing: what a trial had at a rung is its first report from
 * there on. So a trial that reports once in several rungs and was pruned at the lower one counts at the higher one too.
 *
 * @example successiveHalving({ minResource: 2, reductionFactor: 3 })
 */
export function successiveHalving(options: z.input<typeof successiveHalvingPruner.options> = {}): PrunerSpec {
  return { type: 'successiveHalving', ...options };
}
