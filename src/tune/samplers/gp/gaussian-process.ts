import { cholesky, solveLower, solveUpper, type Triangle } from './cholesky.ts';
import { matern, maternSlope } from './matern.ts';

/** What is known: points, and a value at each of them. */
export interface Observations {
  readonly points: readonly Float64Array[];
  readonly values: Float64Array;
  /** Dimensions whose numbers are names: two of them are equal or at a distance of 1. */
  readonly isName: readonly boolean[];
}

/** The kernel: a distance for each dimension, the variance of the function and that of the noise. */
export interface KernelParameters {
  readonly inverseSquaredLengths: readonly number[];
  readonly scale: number;
  readonly noise: number;
}

/** The squared distance of two numbers of a dimension. */
export function squaredDifference(a: number, b: number, isName: boolean): number {
  return isName ? +(a !== b) : (a - b) ** 2;
}

/**
 * A Gaussian process with mean zero and a Matérn 5/2 kernel, of which some values are known (Rasmussen and Williams 2006,
 * "Gaussian processes for machine learning", algorithm 2.1).
 */
export class GaussianProcess {
  readonly #observations: Observations;
  readonly #kernel: KernelParameters;
  readonly #lower: Triangle;
  /** K⁻¹ y */
  readonly #weights: Float64Array;
  /** The points one after the other, numbers by their lengths. */
  readonly #scaled: Float64Array;
  readonly #factors: Float64Array;
  readonly #distances: Float64Array;
  readonly #along: Float64Array;

  constructor(observations: Observations, kernel: KernelParameters) {
    this.#observations = observations;
    this.#kernel = kernel;
    const size = observations.points.length;
    this.#factors = Float64Array.from(kernel.inverseSquaredLengths, (inverse, d) =>
      observations.isName[d] ? 1 : Math.sqrt(inverse),
    );
    this.#scaled = Float64Array.from(
      observations.points.flatMap((point) => Array.from(point, (x, d) => x * this.#factors[d]!)),
    );
    this.#distances = new Float64Array(size);
    this.#along = new Float64Array(size);
    this.#lower = this.#decompose(size);
    this.#weights = solveUpper(this.#lower, solveLower(this.#lower, Float64Array.from(observations.values)));
  }

  /** Mean and variance of the function, without noise, at a point. */
  predict(point: Float64Array): { mean: number; variance: number } {
    const along = this.#alongKernel(point);
    const mean = dot(along, this.#weights);
    solveLower(this.#lower, along);
    return { mean, variance: Math.max(0, this.#kernel.scale - dot(along, along)) };
  }

  /** The same, and the derivatives of both by the point; those by names are 0. */
  predictWithSlopes(point: Float64Array): {
    mean: number;
    variance: number;
    meanSlope: Float64Array;
    varianceSlope: Float64Array;
  } {
    const { points, isName } = this.#observations;
    const { inverseSquaredLengths, scale } = this.#kernel;
    const { mean, variance } = this.predict(point);
    const inverse = solveUpper(this.#lower, this.#along);
    const meanSlope = new Float64Array(point.length);
    const varianceSlope = new Float64Array(point.length);
    points.forEach((other, i) => {
      const slope = scale * maternSlope(this.#distances[i]!);
      for (let d = 0; d < point.length; d++) {
        if (isName[d]) continue;
        const change = 2 * slope * inverseSquaredLengths[d]! * (point[d]! - other[d]!);
        meanSlope[d]! += change * this.#weights[i]!;
        varianceSlope[d]! -= 2 * change * inverse[i]!;
      }
    });
    return { mean, variance, meanSlope, varianceSlope };
  }

  /** Covariances with the observations; the distances are kept. */
  #alongKernel(point: Float64Array): Float64Array {
    const { isName } = this.#observations;
    const { inverseSquaredLengths, scale } = this.#kernel;
    const dimensions = point.length;
    const here = point.map((x, d) => x * this.#factors[d]!);
    for (let i = 0; i < this.#along.length; i++) {
      let distance = 0;
      for (let d = 0; d < dimensions; d++) {
        const difference = here[d]! - this.#scaled[i * dimensions + d]!;
        if (!isName[d]) distance += difference * difference;
        else if (difference !== 0) distance += inverseSquaredLengths[d]!;
      }
      this.#distances[i] = distance;
      this.#along[i] = scale * matern(distance);
    }
    return this.#along;
  }

  #decompose(size: number): Triangle {
    const { points } = this.#observations;
    // Points that lie together may need more than the noise to be told apart in numbers.
    for (let extra = 0; ; extra = Math.max(1e-10, 10 * extra)) {
      const covariance = new Float64Array(size * size);
      points.forEach((point, row) => {
        covariance.set(this.#alongKernel(point), row * size);
        covariance[row * size + row]! += this.#kernel.noise + extra * this.#kernel.scale;
      });
      const lower = cholesky(covariance, size);
      if (lower !== undefined) return lower;
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
