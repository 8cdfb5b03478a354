import type { RandomStream } from '../../../core/random.ts';
import type { NumericParameter, ParameterValue } from '../../space/parameter.ts';
import { risingOrder } from '../../rising-order.ts';
import { fromLine, lineOf, toLine, type Line } from '../../space/unit-interval.ts';
import type { Kernels } from './kernels.ts';
import { logNormalDensity, logNormalMass } from './normal-mass.ts';

/**
 * Normal densities on the parameter's line, cut off at its ends. Each is as wide as the larger gap to a neighbour, within
 * bounds; the prior is centred, and as wide as the line. A stepped parameter's value has the mass of half a step to both
 * sides. As Optuna does.
 */
export class NumericKernels implements Kernels {
  readonly #parameter: NumericParameter;
  readonly #line: Line;
  readonly #means: Float64Array;
  readonly #widths: Float64Array;
  /** The logarithm of what each kernel is divided by: its mass between the ends, and its width for a density. */
  readonly #logScales: Float64Array;
  /** The kernels that differ, and which of them each kernel is. */
  readonly #different: number[] = [];
  readonly #same: Int32Array;
  readonly #stepMasses = new Map<number, Float64Array>();

  constructor(parameter: NumericParameter, observed: readonly number[]) {
    const line = lineOf(parameter);
    const count = observed.length;
    this.#parameter = parameter;
    this.#line = line;
    this.#means = new Float64Array(count + 1);
    const places = this.#means.subarray(0, count);
    for (let index = 0; index < count; index++) places[index] = toLine(parameter, observed[index]!);
    const order = risingOrder(places);
    this.#means[count] = (line.low + line.high) / 2;
    this.#widths = new Float64Array(count + 1);
    setWidths(this.#widths, places, order, line);
    this.#widths[count] = line.high - line.low;
    this.#same = new Int32Array(count + 1);
    this.#logScales = new Float64Array(count + 1);
    for (const kernel of order) this.#compare(kernel);
    this.#compare(count);
  }

  addLogDensities(value: ParameterValue, sums: Float64Array): void {
    if (this.#parameter.step === undefined) this.#addDensities(toLine(this.#parameter, Number(value)), sums);
    else this.#addStepMasses(Number(value), sums);
  }

  sample(kernel: number, random: RandomStream): ParameterValue {
    const { low, high } = this.#line;
    const mean = this.#means[kernel]!;
    const width = this.#widths[kernel]!;
    // The mean is between the ends, and no kernel is wider than the line: at least a third is accepted.
    for (;;) {
      const place = mean + width * random.normal();
      if (place >= low && place <= high) return fromLine(this.#parameter, place);
    }
  }

  /** Takes the next kernel in order of the means: what it has in common with the last one is not computed again. */
  #compare(kernel: number): void {
    const last = this.#different.at(-1);
    const isSame =
      last !== undefined &&
      this.#means[last] === this.#means[kernel] &&
      this.#widths[last] === this.#widths[kernel];
    if (isSame) this.#logScales[kernel] = this.#logScales[last]!;
    else {
      this.#different.push(kernel);
      const mass = this.#logMass(kernel, this.#line.low, this.#line.high);
      const isDensity = this.#parameter.step === undefined;
      this.#logScales[kernel] = isDensity ? mass + Math.log(this.#widths[kernel]!) : mass;
    }
    this.#same[kernel] = this.#different.length - 1;
  }

  /** The logarithm of a kernel's mass between two places, the line's ends not considered. */
  #logMass(kernel: number, from: number, to: number): number {
    const mean = this.#means[kernel]!;
    const width = this.#widths[kernel]!;
    return logNormalMass((from - mean) / width, (to - mean) / width);
  }

  #addDensities(place: number, sums: Float64Array): void {
    const means = this.#means;
    const widths = this.#widths;
    const logScales = this.#logScales;
    for (let kernel = 0; kernel < sums.length; kernel++) {
      const z = (place - means[kernel]!) / widths[kernel]!;
      sums[kernel]! += logNormalDensity(z) - logScales[kernel]!;
    }
  }

  #addStepMasses(value: number, sums: Float64Array): void {
    const masses = this.#stepMasses.get(value) ?? this.#massesOf(value);
    this.#stepMasses.set(value, masses);
    const same = this.#same;
    for (let kernel = 0; kernel < sums.length; kernel++) sums[kernel]! += masses[same[kernel]!]!;
  }

  /** What each of the kernels that differ gives to a stepped parameter's value. */
  #massesOf(value: number): Float64Array {
    const half = this.#parameter.step! / 2;
    const from = toLine(this.#parameter, value - half);
    const to = toLine(this.#parameter, value + half);
    const masses = new Float64Array(this.#different.length);
    for (const [index, kernel] of this.#different.entries()) {
      masses[index] = this.#logMass(kernel, from, to) - this.#logScales[kernel]!;
    }
    return masses;
  }
}

/** The larger of the gaps to the neighbours; an only observation has the ends of the line for neighbours. */
function setWidths(widths: Float64Array, places: Float64Array, order: Int32Array, { low, high }: Line): void {
  const count = places.length;
  const widest = high - low;
  const narrowest = widest / Math.min(100, count + 2);
  for (let position = 0; position < count; position++) {
    const at = order[position]!;
    const place = places[at]!;
    const left = position > 0 ? place - places[order[position - 1]!]! : 0;
    const right = position < count - 1 ? places[order[position + 1]!]! - place : 0;
    const gap = count === 1 ? Math.max(place - low, high - place) : Math.max(left, right);
    widths[at] = Math.min(widest, Math.max(narrowest, gap));
  }
}
