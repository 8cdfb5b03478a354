import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { positiveInteger } from '../../core/option-schemas.ts';
import { definePruner, type PrunerSpec } from '../pruner.ts';
import { bootstrapCount, judgeAtRungs, reductionFactor } from './successive-halving.ts';

const options = z.strictObject({
  reductionFactor: reductionFactor.default(3).describe('One trial in so many goes on'),
  minResource: positiveInteger.default(1).describe('The first step at which trials are pruned'),
  bootstrapCount,
});

type Options = z.output<typeof options>;

/** Successive halving in several brackets, from those that prune early to one that prunes late. */
export const hyperbandPruner = definePruner({
  type: 'hyperband',
  options,
  check: ({ steps }, spec) => {
    bracketShares(steps, spec);
  },
  judge: (context, spec) => {
    const shares = bracketShares(context.steps, spec);
    const bracket = bracketOf(context.trial.number, shares);
    const reason = judgeAtRungs(
      { ...context, trials: context.trials.filter(({ number }) => bracketOf(number, shares) === bracket) },
      { ...spec, firstStep: spec.minResource * spec.reductionFactor ** bracket },
    );
    return reason === undefined ? undefined : `${reason} (bracket ${bracket + 1} of ${shares.length})`;
  },
});

/**
 * How many trials each bracket has, as parts of their sum, from the bracket that begins to prune at `minResource` on: the
 * one with s rungs more than the last has ⌈n·ηˢ/(s + 1)⌉ of them, so that all take about the same steps.
 *
 * @throws OptionError where the steps are not known, or fewer than `minResource`
 */
export function bracketShares(
  steps: number | undefined,
  { minResource, reductionFactor: factor }: Options,
): number[] {
  if (steps === undefined) {
    throw new OptionError('study: the pruner hyperband has to know how many steps a trial takes', {
      expected: 'steps, the most reports that a trial gives',
      hint: 'Give the study "steps", or take successiveHalving, which works without.',
    });
  }
  if (steps < minResource) {
    throw new OptionError(`study: pruner.minResource is ${minResource}, but trials have ${steps} steps`, {
      value: minResource,
      expected: `a whole number from 1 to ${steps}`,
    });
  }
  let count = 1;
  while (minResource * factor ** count <= steps) count++;
  return Array.from({ length: count }, (_, bracket) => {
    const more = count - 1 - bracket;
    return Math.ceil((count * factor ** more) / (more + 1));
  });
}

/** The part of each turn that the next trial is further on: the golden ratio, which spreads evenly however many there are. */
const TURN = (Math.sqrt(5) - 1) / 2;

/** The bracket of a trial, from 0: any row of trials is spread over the brackets nearly by their shares. */
export function bracketOf(number: number, shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let place = (((number + 0.5) * TURN) % 1) * total;
  return shares.findIndex((share) => (place -= share) < 0);
}

/**
 * Hyperband (Li et al. 2018, "Hyperband: a novel bandit-based approach to hyperparameter optimization"): successive halving
 * in ⌊log_η(steps / minResource)⌋ + 1 brackets, because nobody knows how early a trial can be judged. The first bracket
 * prunes from `minResource` on, each other one `reductionFactor` times later, the last hardly. Trials compete within
 * their bracket. As Optuna's `HyperbandPruner` but for the bracket of a trial, which follows from its number by the golden
 * ratio, not from a hash of it, so that few trials are spread evenly too. Needs the study's `steps`.
 *
 * @example hyperband({ minResource: 2 })
 */
export function hyperband(spec: z.input<typeof options> = {}): PrunerSpec {
  return { type: 'hyperband', ...spec };
}
