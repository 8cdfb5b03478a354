import type { RandomStream } from '../../../core/random.ts';
import type { Parameter, ParameterValue, Params } from '../../space/parameter.ts';
import { ChoiceKernels } from './choice-kernels.ts';
import type { Kernels } from './kernels.ts';
import { NumericKernels } from './numeric-kernels.ts';

/**
 * The density of some parameters together: a mixture with one kernel an observation, and one for the prior. A kernel of
 * several parameters is the product of a kernel each.
 */
export class ParzenEstimator {
  readonly #names: readonly string[];
  readonly #kernels: readonly Kernels[];
  /** Rising to 1. */
  readonly #shares: Float64Array;
  readonly #logWeights: Float64Array;

  /**
   * @param observed values of all the parameters
   * @param weights one an observation
   * @param priorWeight that of the prior, which counts only where there are observations
   */
  constructor(
    parameters: readonly Parameter[],
    observed: readonly Params[],
    weights: Float64Array,
    priorWeight: number,
  ) {
    this.#names = parameters.map(({ name }) => name);
    this.#kernels = parameters.map((parameter) => {
      const values = observed.map((params) => params[parameter.name]!);
      return parameter.type === 'choice'
        ? new ChoiceKernels(parameter, values, priorWeight)
        : new NumericKernels(parameter, values as readonly number[]);
    });
    const total = weights.reduce((sum, weight) => sum + weight, priorWeight);
    this.#logWeights = Float64Array.from([...weights, priorWeight], (weight) => Math.log(weight / total));
    let sum = 0;
    this.#shares = this.#logWeights.map((weight) => (sum += Math.exp(weight)));
  }

  /** The logarithm of the density at some values. */
  logDensity(params: Params): number {
    const sums = this.#logWeights.slice();
    this.#kernels.forEach((kernels, index) => {
      kernels.addLogDensities(params[this.#names[index]!]!, sums);
    });
    return logSumOfExponentials(sums);
  }

  /** Values drawn by the density. */
  sample(random: RandomStream): Params {
    const share = random.float64();
    const found = this.#shares.findIndex((upTo) => share < upTo);
    const kernel = found === -1 ? this.#shares.length - 1 : found;
    const params: Record<string, ParameterValue> = {};
    this.#kernels.forEach((kernels, index) => {
      params[this.#names[index]!] = kernels.sample(kernel, random);
    });
    return params;
  }
}

/** What is smaller than the largest by this factor's logarithm is lost in rounding, however many there are. */
const NEGLIGIBLE = 60;

function logSumOfExponentials(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  const least = most - NEGLIGIBLE;
  let sum = 0;
  for (const value of values) if (value > least) sum += Math.exp(value - most);
  return most + Math.log(sum);
}
