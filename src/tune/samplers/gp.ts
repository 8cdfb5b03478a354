import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { defineSampler, type SamplerContext, type SamplerSpec, type Suggestion } from '../sampler.ts';
import { fillParams } from '../space/space.ts';
import type { Trial } from '../trial.ts';
import { Encoding, variableParameters } from './gp/encoding.ts';
import { firstKernel, fitKernel } from './gp/fit-kernel.ts';
import { GaussianProcess, type KernelParameters, type Observations } from './gp/gaussian-process.ts';
import { searchImprovement } from './gp/improvement-search.ts';
import { mostTelling, observedLosses, type ObservedLoss } from './gp/observed-losses.ts';
import { randomValue } from './random.ts';

/** The time grows with the cube of the trials; with so many a suggestion takes a tenth of a second. */
const MOST_OBSERVATIONS = 100;
const MOST_DIMENSIONS = 30;

/**
 * Bayesian optimisation for small spaces: a Gaussian process with a Matérn 5/2 kernel that has a length for each parameter,
 * its kernel the most probable one (priors as in Optuna's GPSampler); the next trial has the largest expected improvement
 * (Jones, Schonlau and Welch 1998), by its logarithm (Ament et al. 2023). Numbers are on a line from 0 to 1, choices equal
 * or not. Parameters that are not in use do not tell trials apart.
 *
 * Trials that diverged or were infeasible count as the worst complete one, pruned ones as their latest report, at least the
 * median. Trials that are being worked on count as what is expected of them. Of more than 100 trials the best 50 and the
 * latest others are looked at.
 */
export const gpSampler = defineSampler({
  type: 'gp',
  options: z.strictObject({
    startupTrials: z
      .int('Expected a whole number of at least 1')
      .min(1, 'Expected a whole number of at least 1')
      .default(10)
      .describe('So many trials are drawn at random first'),
  }),
  check: (space, directions) => {
    const { length } = variableParameters(space);
    if (directions.length > 1) {
      throw new OptionError('sampler gp: there are several objectives', {
        value: directions.length,
        expected: 'one objective',
        hint: 'The samplers nsga2, tpe and random take several.',
      });
    }
    if (length === 0 || length > MOST_DIMENSIONS) {
      throw new OptionError(`sampler gp: the space has ${length} parameters with more than one value`, {
        value: length,
        expected: `1 to ${MOST_DIMENSIONS}, each repetition of one with "each" counted`,
        hint: 'The samplers tpe and random take any space.',
      });
    }
  },
  suggest: (context, { startupTrials }) => {
    const { space, directions, trials, random } = context;
    const observed = observedLosses(mostTelling(trials, directions[0]!, MOST_OBSERVATIONS), directions[0]!);
    if (observed.length < startupTrials) {
      return { params: fillParams(space, (parameter) => randomValue(parameter, random)) };
    }
    return suggestByProcess(context, observed);
  },
});

function suggestByProcess(context: SamplerContext, observed: readonly ObservedLoss[]): Suggestion {
  const { space, trials, random } = context;
  const encoding = new Encoding(space);
  const points = observed.map(({ trial }) => encoding.encode(trial.params));
  const values = standardized(observed.map(({ loss }) => loss));
  const observations: Observations = { points, values, isName: encoding.isName };
  const kernel = fitKernel(observations, latestKernel(trials) ?? firstKernel(encoding.dimensions));
  const process = withPending(observations, kernel, pendingPoints(trials, encoding));
  const best = values.indexOf(Math.min(...values));
  const point = searchImprovement(
    {
      process,
      best: values[best]!,
      encoding,
      lengths: kernel.inverseSquaredLengths.map((inverse) => 1 / Math.sqrt(inverse)),
    },
    points[best]!,
    random,
  );
  // The next fit begins where this one ended.
  return { params: encoding.decode(point), note: { ...kernel } };
}

function latestKernel(trials: readonly Trial[]): KernelParameters | undefined {
  return trials.findLast(({ note }) => note !== undefined)?.note as KernelParameters | undefined;
}

function pendingPoints(trials: readonly Trial[], encoding: Encoding): Float64Array[] {
  return trials
    .filter(({ state }) => state === 'running' || state === 'stale' || state === 'queued')
    .filter(({ params }) => Object.keys(params).length > 0)
    .slice(-MOST_OBSERVATIONS / 2)
    .map(({ params }) => encoding.encode(params));
}

/** The process, to which points that are being worked on are known as what it expects of them. */
function withPending(
  observations: Observations,
  kernel: KernelParameters,
  pending: readonly Float64Array[],
): GaussianProcess {
  const process = new GaussianProcess(observations, kernel);
  if (pending.length === 0) return process;
  const points = [...observations.points, ...pending];
  const expected = pending.map((point) => process.predict(point).mean);
  const values = Float64Array.from([...observations.values, ...expected]);
  return new GaussianProcess({ ...observations, points, values }, kernel);
}

/** With mean 0 and deviation 1. */
function standardized(losses: readonly number[]): Float64Array {
  const mean = losses.reduce((total, loss) => total + loss / losses.length, 0);
  const variance = losses.reduce((total, loss) => total + (loss - mean) ** 2 / losses.length, 0);
  const deviation = Math.max(Math.sqrt(variance), 1e-10);
  return Float64Array.from(losses, (loss) => (loss - mean) / deviation);
}

/** Bayesian optimisation with a Gaussian process; see `gpSampler`. @example gp({ startupTrials: 8 }) */
export function gp(options: z.input<typeof gpSampler.options> = {}): SamplerSpec {
  return { type: 'gp', ...options };
}
