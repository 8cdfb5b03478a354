import type { RandomStream } from '../../../core/random.ts';
import type { ParameterValue } from '../../space/parameter.ts';

/**
 * Probability densities of one parameter, one around each value that was observed, and last the prior, which knows
 * nothing but the parameter's range.
 */
export interface Kernels {
  /** Adds the logarithm of each kernel's density at a value to `sums`. */
  addLogDensities(value: ParameterValue, sums: Float64Array): void;
  /** A value drawn from one of the kernels. */
  sample(kernel: number, random: RandomStream): ParameterValue;
}
