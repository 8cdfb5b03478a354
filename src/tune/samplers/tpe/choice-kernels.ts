import type { RandomStream } from '../../../core/random.ts';
import type { ChoiceParameter, ParameterValue } from '../../space/parameter.ts';
import type { Kernels } from './kernels.ts';

/**
 * Each observation gives its value one share more than the others, which have `priorWeight` divided by the number of
 * kernels; the prior gives all the same. As Optuna does.
 */
export class ChoiceKernels implements Kernels {
  readonly #values: readonly ParameterValue[];
  readonly #observed: Int32Array;
  readonly #hit: number;
  readonly #miss: number;

  constructor({ values }: ChoiceParameter, observed: readonly ParameterValue[], priorWeight: number) {
    this.#values = values;
    const places = new Map(values.map((value, place) => [value, place]));
    this.#observed = Int32Array.from(observed, (value) => places.get(value)!);
    const share = priorWeight / (observed.length + 1);
    const total = 1 + share * values.length;
    this.#hit = (1 + share) / total;
    this.#miss = share / total;
  }

  addLogDensities(value: ParameterValue, sums: Float64Array): void {
    const place = this.#values.indexOf(value);
    const hit = Math.log(this.#hit);
    const miss = Math.log(this.#miss);
    const observed = this.#observed;
    for (let kernel = 0; kernel < observed.length; kernel++) {
      sums[kernel]! += observed[kernel] === place ? hit : miss;
    }
    sums[observed.length]! -= Math.log(this.#values.length);
  }

  sample(kernel: number, random: RandomStream): ParameterValue {
    const share = random.float64();
    const place = this.#observed[kernel];
    // What the observed value has more than the others is drawn first; the rest is shared equally.
    if (place !== undefined && share < this.#hit - this.#miss) return this.#values[place]!;
    return this.#values[random.integer(this.#values.length)]!;
  }
}
