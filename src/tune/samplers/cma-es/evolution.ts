import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { RandomStream } from '../../../core/random.ts';
import type { EvolutionConstants } from './evolution-constants.ts';

/** The normal distribution that a generation is drawn from, and what the next one needs besides. */
export interface Evolution {
  /** From 0. */
  readonly generation: number;
  readonly mean: readonly number[];
  readonly sigma: number;
  /** Rows of the lower triangle, one after the other. */
  readonly covariance: readonly number[];
  readonly pathSigma: readonly number[];
  readonly pathCovariance: readonly number[];
}

/** A distribution that is alike in all directions. */
export function beginEvolution(mean: readonly number[], sigma: number): Evolution {
  const zeros = mean.map(() => 0);
  const covariance = mean.flatMap((_, row) => mean.slice(0, row + 1).map((__, column) => +(row === column)));
  return { generation: 0, mean, sigma, covariance, pathSigma: zeros, pathCovariance: zeros };
}

/** What can be done with a covariance matrix C = B D² Bᵀ. */
export interface Spread {
  /** B D z */
  readonly stretch: (z: readonly number[]) => number[];
  /** C^(−1/2) y */
  readonly whiten: (y: readonly number[]) => number[];
  /** The root of the diagonal. */
  readonly deviations: readonly number[];
}

/** Decomposes the covariance matrix. */
export function spreadOf({ covariance, mean }: Evolution): Spread {
  const full = fullMatrix(covariance, mean.length);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(full), {
    assumeSymmetric: true,
  });
  const B = eigenvectorMatrix.to2DArray();
  // Rounding may make the least of them zero or less; so flat a direction is not looked into any more.
  const least = Math.max(...realEigenvalues) * 1e-14;
  const D = realEigenvalues.map((value) => Math.sqrt(Math.max(value, least)));
  return {
    stretch: (z) => B.map((row) => sum(row.map((element, k) => element * D[k]! * z[k]!))),
    whiten: (y) => {
      const along = D.map((deviation, k) => sum(y.map((element, i) => B[i]![k]! * element)) / deviation);
      return B.map((row) => sum(row.map((element, k) => element * along[k]!)));
    },
    deviations: full.map((row, i) => Math.sqrt(row[i]!)),
  };
}

/** A point of the generation. */
export function drawPoint({ mean, sigma }: Evolution, { stretch }: Spread, random: RandomStream): number[] {
  const y = stretch(mean.map(() => random.normal()));
  return mean.map((center, i) => center + sigma * y[i]!);
}

/**
 * The next generation's distribution (Hansen 2016, "The CMA evolution strategy: a tutorial", figure 6), with negative
 * weights for the worse half.
 *
 * @param points of this generation, the best first
 */
export function evolve(
  evolution: Evolution,
  points: readonly (readonly number[])[],
  constants: EvolutionConstants,
): Evolution {
  const { mean, sigma, generation } = evolution;
  const { weights, muEffective, cSigma, dSigma, cCovariance, c1, cMu, expectedLength } = constants;
  const n = mean.length;
  const { whiten } = spreadOf(evolution);
  const steps = points.map((point) => point.map((value, i) => (value - mean[i]!) / sigma));
  const step = mean.map((_, i) => sum(steps.map((y, rank) => Math.max(0, weights[rank]!) * y[i]!)));

  const white = whiten(step);
  const gainSigma = Math.sqrt(cSigma * (2 - cSigma) * muEffective);
  const pathSigma = evolution.pathSigma.map((value, i) => (1 - cSigma) * value + gainSigma * white[i]!);
  const length = norm(pathSigma);
  const settled = Math.sqrt(1 - (1 - cSigma) ** (2 * (generation + 1)));
  const rises = length / settled < (1.4 + 2 / (n + 1)) * expectedLength;

  const gainCovariance = rises ? Math.sqrt(cCovariance * (2 - cCovariance) * muEffective) : 0;
  const pathCovariance = evolution.pathCovariance.map(
    (value, i) => (1 - cCovariance) * value + gainCovariance * step[i]!,
  );
  const missing = rises ? 0 : c1 * cCovariance * (2 - cCovariance);
  const kept = 1 + missing - c1 - cMu * sum(weights);
  // Long steps in bad directions would make the matrix indefinite; they count by their direction alone.
  const shares = steps.map((y, rank) => {
    const weight = weights[rank]!;
    return cMu * (weight >= 0 ? weight : (weight * n) / Math.max(norm(whiten(y)) ** 2, 1e-300));
  });
  const covariance = mean.flatMap((_, row) =>
    mean.slice(0, row + 1).map((__, column) => {
      const old = evolution.covariance[(row * (row + 1)) / 2 + column]!;
      const rankOne = c1 * pathCovariance[row]! * pathCovariance[column]!;
      return kept * old + rankOne + sum(steps.map((y, k) => shares[k]! * y[row]! * y[column]!));
    }),
  );
  return {
    generation: generation + 1,
    mean: mean.map((value, i) => value + sigma * step[i]!),
    sigma: sigma * Math.exp(Math.min(1, (cSigma / dSigma) * (length / expectedLength - 1))),
    covariance,
    pathSigma,
    pathCovariance,
  };
}

function fullMatrix(lower: readonly number[], n: number): number[][] {
  const at = (row: number, column: number) => lower[(row * (row + 1)) / 2 + column]!;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => at(Math.max(i, j), Math.min(i, j))),
  );
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}
