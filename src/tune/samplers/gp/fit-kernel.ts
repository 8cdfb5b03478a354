import { cholesky, inverseOf, solveLower, solveUpper } from './cholesky.ts';
import { squaredDifference, type KernelParameters, type Observations } from './gaussian-process.ts';
import { matern, maternSlope } from './matern.ts';
import { minimize, type SmoothFunction } from './minimize.ts';

/** Values are never taken for more exact. */
const LEAST_NOISE = 1e-6;

/** Before anything is known. */
export function firstKernel(dimensions: number): KernelParameters {
  return { inverseSquaredLengths: new Array<number>(dimensions).fill(1), scale: 1, noise: 1 };
}

/**
 * The kernel that is the most probable by the observations and by what is expected of kernels, as Optuna's GPSampler has
 * it: inverse squared lengths x by exp(−0.1 (x + 1/x)), the scale by Gamma(2, 1), the noise by Gamma(1.1, 30).
 *
 * @param observations with values of about mean 0 and deviation 1
 * @param start where the search begins
 */
export function fitKernel(observations: Observations, start: KernelParameters): KernelParameters {
  const raw = [
    ...start.inverseSquaredLengths.map(Math.log),
    Math.log(start.scale),
    Math.log(start.noise - 0.99 * LEAST_NOISE),
  ];
  const { point } = minimize(kernelLoss(observations), {
    start: Float64Array.from(raw),
    tolerance: 1e-2,
    steps: 100,
  });
  return kernelAt(point);
}

/** The kernel by the logarithms of its parameters, of which the minimum is looked for. */
function kernelAt(raw: Float64Array): KernelParameters {
  const dimensions = raw.length - 2;
  return {
    inverseSquaredLengths: Array.from(raw.subarray(0, dimensions), Math.exp),
    scale: Math.exp(raw[dimensions]!),
    noise: Math.exp(raw[dimensions + 1]!) + LEAST_NOISE,
  };
}

/** Minus the logarithm of the probability, but for a constant, by the logarithms of the kernel's parameters. */
export function kernelLoss({ points, values, isName }: Observations): SmoothFunction {
  const [size, dimensions] = [points.length, isName.length];
  const differences = pairDifferences(points, isName);
  const correlations = new Float64Array(size * size);
  const slopes = new Float64Array(size * size);
  return (raw, slope) => {
    const { inverseSquaredLengths, scale, noise } = kernelAt(raw);
    const covariance = new Float64Array(size * size);
    for (let row = 0, pair = 0; row < size; row++) {
      for (let column = 0; column <= row; column++, pair++) {
        let distance = 0;
        for (let d = 0; d < dimensions; d++) {
          distance += inverseSquaredLengths[d]! * differences[pair * dimensions + d]!;
        }
        correlations[pair] = matern(distance);
        slopes[pair] = maternSlope(distance);
        covariance[row * size + column] = scale * correlations[pair]! + (row === column ? noise : 0);
      }
    }
    const lower = cholesky(covariance, size);
    // No kernel at all: the search takes a shorter step.
    if (lower === undefined) return Infinity;
    const weights = solveLower(lower, Float64Array.from(values));
    let loss = 0;
    for (let i = 0; i < size; i++) loss += Math.log(lower.data[i * size + i]!) + weights[i]! ** 2 / 2;
    solveUpper(lower, weights);
    const inverse = inverseOf(lower);

    slope.fill(0);
    for (let row = 0, pair = 0; row < size; row++) {
      for (let column = 0; column <= row; column++, pair++) {
        const twice = row === column ? 0.5 : 1;
        const force = twice * (inverse[row * size + column]! - weights[row]! * weights[column]!);
        slope[dimensions]! += force * scale * correlations[pair]!;
        if (row === column) slope[dimensions + 1]! += force * (noise - LEAST_NOISE);
        for (let d = 0; d < dimensions; d++) {
          const difference = differences[pair * dimensions + d]!;
          slope[d]! += force * scale * slopes[pair]! * inverseSquaredLengths[d]! * difference;
        }
      }
    }
    for (let d = 0; d < dimensions; d++) {
      const x = inverseSquaredLengths[d]!;
      loss += 0.1 * (x + 1 / x);
      slope[d]! += 0.1 * (x - 1 / x);
    }
    loss += scale - Math.log(scale) + 30 * noise - 0.1 * Math.log(noise);
    slope[dimensions]! += scale - 1;
    slope[dimensions + 1]! += (30 - 0.1 / noise) * (noise - LEAST_NOISE);
    return loss;
  };
}

/** The squared differences of all pairs, the lower triangle row by row. */
function pairDifferences(points: readonly Float64Array[], isName: readonly boolean[]): Float64Array {
  const dimensions = isName.length;
  const differences = new Float64Array(((points.length * (points.length + 1)) / 2) * dimensions);
  let place = 0;
  points.forEach((a, row) => {
    for (const b of points.slice(0, row + 1)) {
      for (let d = 0; d < dimensions; d++) differences[place++] = squaredDifference(a[d]!, b[d]!, isName[d]!);
    }
  });
  return differences;
}
