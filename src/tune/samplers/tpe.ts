import { z } from 'zod';
import type { RandomStream } from '../../core/random.ts';
import { positiveInteger, positiveNumber } from '../../core/option-schemas.ts';
import { isObservation } from '../best-trials.ts';
import { defineSampler, type SamplerContext, type SamplerSpec } from '../sampler.ts';
import { valueAt, valueCount, type Parameter, type ParameterValue, type Params } from '../space/parameter.ts';
import { fillParams } from '../space/space.ts';
import type { Trial } from '../trial.ts';
import { randomValue } from './random.ts';
import { jointGroups } from './tpe/joint-groups.ts';
import { observationWeights } from './tpe/observation-weights.ts';
import { ParzenEstimator } from './tpe/parzen-estimator.ts';
import { splitTrials } from './tpe/split-trials.ts';

const options = z
  .strictObject({
    startupTrials: z
      .int('Expected a whole number of at least 0')
      .min(0, 'Expected a whole number of at least 0')
      .default(10)
      .describe('So many trials are drawn at random first'),
    candidates: positiveInteger
      .default(24)
      .describe('Values drawn by the density of the better trials, of which the best are suggested'),
    multivariate: z
      .boolean('Expected true or false')
      .optional()
      .describe('Parameters are chosen together rather than each on its own; by default with one objective'),
    group: z
      .boolean('Expected true or false')
      .default(false)
      .describe('Parameters that are in use on the same conditions are chosen together too'),
    constantLiar: z
      .boolean('Expected true or false')
      .default(true)
      .describe('Trials that are being worked on count among the worse ones'),
    priorWeight: positiveNumber.default(1).describe('How many observations the prior counts for'),
  })
  .refine(({ multivariate, group }) => !group || multivariate !== false, {
    path: ['group'],
    message: 'Expected false where multivariate is false',
  });

/** Options of the tree-structured Parzen estimator. */
export type TpeOptions = z.input<typeof options>;

/** The densities that a suggestion is made by. */
export interface TpeDensities {
  readonly better: ParzenEstimator;
  readonly others: ParzenEstimator;
}

/** Draws values by the density of the better trials, and suggests those that are the least like the others. */
export const tpeSampler = defineSampler({
  type: 'tpe',
  options,
  suggest: (context, { startupTrials, candidates, ...rest }) => {
    const { space, random } = context;
    if (context.trials.filter(isObservation).length < startupTrials) {
      return { params: fillParams(space, (parameter) => randomValue(parameter, random)) };
    }
    const densitiesOf = tpeDensities(context, rest);
    const { group, multivariate = context.directions.length === 1 || group } = rest;
    const groups = jointGroups(space, { multivariate, group });
    const chosen = new Map<string, ParameterValue>();
    const params = fillParams(space, (parameter) => {
      if (valueCount(parameter) === 1) return valueAt(parameter, 0);
      if (!chosen.has(parameter.name)) {
        const together = groups.find((members) => members.includes(parameter))!;
        const best = bestCandidate(densitiesOf(together), candidates, random);
        for (const [name, value] of Object.entries(best)) chosen.set(name, value);
      }
      return chosen.get(parameter.name)!;
    });
    return { params };
  },
});

/**
 * Gives the densities of parameters that are chosen together: of the better trials and of the others, each from those
 * that have all these parameters.
 */
export function tpeDensities(
  { trials, directions }: Pick<SamplerContext, 'trials' | 'directions'>,
  { constantLiar, priorWeight }: Pick<z.output<typeof options>, 'constantLiar' | 'priorWeight'>,
): (parameters: readonly Parameter[]) => TpeDensities {
  const { better, others } = splitTrials(trials.filter(isObservation), directions);
  const underway = constantLiar ? trials.filter(isUnderway) : [];
  const worse = [...others, ...underway].sort((a, b) => a.number - b.number);
  const weightsOfBetter = (count: number) =>
    directions.length > 1 ? new Float64Array(count).fill(1) : observationWeights(count);
  return (parameters) => {
    const density = (from: readonly Trial[], weightsOf: (count: number) => Float64Array) => {
      const observed = from.flatMap(({ params }) => (hasAll(params, parameters) ? [params] : []));
      return new ParzenEstimator(parameters, observed, weightsOf(observed.length), priorWeight);
    };
    return { better: density(better, weightsOfBetter), others: density(worse, observationWeights) };
  };
}

/** Whether it is known what the trial is tried with, but not what comes of it. */
function isUnderway({ state, params }: Trial): boolean {
  return (state === 'running' || state === 'stale' || state === 'queued') && Object.keys(params).length > 0;
}

function hasAll(params: Params, parameters: readonly Parameter[]): boolean {
  return parameters.every(({ name }) => Object.hasOwn(params, name));
}

/** The candidate whose density among the better trials is the highest for that among the others; the first of equals. */
function bestCandidate({ better, others }: TpeDensities, candidates: number, random: RandomStream): Params {
  const drawn = Array.from({ length: candidates }, () => better.sample(random));
  // Of few values many candidates are the same.
  const different = new Map(drawn.map((params) => [JSON.stringify(params), params]));
  let best = drawn[0]!;
  let most = -Infinity;
  for (const params of different.values()) {
    const acquisition = better.logDensity(params) - others.logDensity(params);
    if (acquisition > most) [best, most] = [params, acquisition];
  }
  return best;
}

/**
 * Tree-structured Parzen estimator: a density of what the better tenth of the trials was tried with and one of the rest;
 * of values drawn by the first, those are suggested for which the ratio of the two is the highest (Bergstra et al. 2011,
 * "Algorithms for hyper-parameter optimization"; Watanabe 2023, "Tree-structured Parzen estimator: understanding its
 * algorithm components and their roles for better empirical performance"). Several objectives are split by fronts and
 * hypervolume (Ozaki et al. 2020, "Multiobjective tree-structured Parzen estimator for computationally expensive
 * optimization problems"). Trials that diverged or were infeasible count as worse than all others. Defaults and
 * semantics are those of Optuna 5; `{ multivariate: false, constantLiar: false }` is Optuna 4.
 *
 * @example tpe({ startupTrials: 20, group: true })
 */
export function tpe(given: TpeOptions = {}): SamplerSpec {
  return { type: 'tpe', ...given };
}
