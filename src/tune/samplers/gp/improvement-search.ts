import type { RandomStream } from '../../../core/random.ts';
import { sobolWord } from '../sobol/sobol-sequence.ts';
import type { Encoding } from './encoding.ts';
import { logExpectedExcess } from './expected-improvement.ts';
import type { GaussianProcess } from './gaussian-process.ts';
import { minimize } from './minimize.ts';

/** The improvement that is looked for. */
export interface Improvement {
  readonly process: GaussianProcess;
  /** The least value so far. */
  readonly best: number;
  readonly encoding: Encoding;
  /** How far apart points are of which one says little of the other, for each dimension. */
  readonly lengths: readonly number[];
}

const CANDIDATES = 1024;
const SEARCHES = 4;
const ROUNDS = 4;
/** Keeps the logarithm of the deviation finite where a point is known. */
const LEAST_VARIANCE = 1e-12;

/** The logarithm of the expected improvement at a point. */
export function logImprovement(
  { process, best }: Pick<Improvement, 'process' | 'best'>,
  point: Float64Array,
) {
  const { mean, variance } = process.predict(point);
  const deviation = Math.sqrt(variance + LEAST_VARIANCE);
  return logExpectedExcess((best - mean) / deviation).value + Math.log(deviation);
}

/** The same with its derivative, written to `slope`. */
export function logImprovementWithSlope(
  { process, best }: Pick<Improvement, 'process' | 'best'>,
  point: Float64Array,
  slope: Float64Array,
): number {
  const { mean, variance, meanSlope, varianceSlope } = process.predictWithSlopes(point);
  const deviation = Math.sqrt(variance + LEAST_VARIANCE);
  const z = (best - mean) / deviation;
  const excess = logExpectedExcess(z);
  for (let d = 0; d < point.length; d++) {
    const relative = varianceSlope[d]! / (2 * deviation * deviation);
    slope[d] = excess.slope * (-meanSlope[d]! / deviation - z * relative) + relative;
  }
  return excess.value + Math.log(deviation);
}

/**
 * A point with a large expected improvement, as Optuna's GPSampler looks for it: of many points that cover the space the
 * best, and some others by their improvement, are improved by themselves, and so is `known`.
 */
export function searchImprovement(
  improvement: Improvement,
  known: Float64Array,
  random: RandomStream,
): Float64Array {
  const { encoding } = improvement;
  const shifts = Array.from({ length: encoding.dimensions }, () => random.float64());
  const candidates = Array.from({ length: CANDIDATES }, (_, index) => {
    const units = Float64Array.from(shifts, (shift, d) => (sobolWord(index, d) / 2 ** 32 + shift) % 1);
    const point = encoding.fromUnits(units);
    return { point, value: logImprovement(improvement, point) };
  });
  const best = candidates.reduce((a, b) => (b.value > a.value ? b : a));
  // Drawn without putting back, by their improvement: the largest sums with Gumbel's noise.
  const drawn = candidates
    .filter((candidate) => candidate !== best)
    .map(({ point, value }) => ({ point, merit: value - Math.log(-Math.log(1 - random.float64())) }))
    .sort((a, b) => b.merit - a.merit)
    .slice(0, SEARCHES - 2);
  return [best.point, known, ...drawn.map(({ point }) => point)]
    .map((point) => searchAround(improvement, point))
    .reduce((a, b) => (b.value > a.value ? b : a)).point;
}

/** Follows the slope of what is continuous and tries other values of what is not, in turn, until neither helps. */
function searchAround(improvement: Improvement, start: Float64Array): { point: Float64Array; value: number } {
  const { encoding } = improvement;
  let found = { point: start, value: logImprovement(improvement, start) };
  const discrete = encoding.isContinuous.flatMap((continuous, d) => (continuous ? [] : [d]));
  for (let round = 0; round < ROUNDS; round++) {
    const before = found.value;
    const climbed = climb(improvement, found.point);
    if (climbed.value > found.value) found = climbed;
    if (discrete.length === 0) break;
    let used = encoding.inUse(found.point);
    for (const d of discrete) {
      if (!used[d]) continue;
      const without = found;
      for (const place of encoding.alternatives(found.point, d)) {
        const point = Float64Array.from(found.point);
        point[d] = place;
        const settled = encoding.settle(point);
        const value = logImprovement(improvement, settled);
        if (value > found.value) found = { point: settled, value };
      }
      if (found !== without) used = encoding.inUse(found.point);
    }
    if (found.value <= before) break;
  }
  return found;
}

/** Along the slope, in units of the lengths, so that all directions are alike. */
function climb(improvement: Improvement, start: Float64Array): { point: Float64Array; value: number } {
  const { encoding, lengths } = improvement;
  const used = encoding.inUse(start);
  const moving = encoding.isContinuous.flatMap((continuous, d) => (continuous && used[d] ? [d] : []));
  if (moving.length === 0) return { point: start, value: -Infinity };
  const point = Float64Array.from(start);
  const slope = new Float64Array(start.length);
  const place = (scaled: Float64Array) => {
    moving.forEach((d, i) => (point[d] = Math.min(1, scaled[i]! * lengths[d]!)));
    return point;
  };
  const minimum = minimize(
    (scaled, scaledSlope) => {
      const value = logImprovementWithSlope(improvement, place(scaled), slope);
      moving.forEach((d, i) => (scaledSlope[i] = -slope[d]! * lengths[d]!));
      return -value;
    },
    {
      start: Float64Array.from(moving, (d) => start[d]! / lengths[d]!),
      lower: new Float64Array(moving.length),
      upper: Float64Array.from(moving, (d) => 1 / lengths[d]!),
      tolerance: 1e-2,
      steps: 100,
    },
  );
  const settled = encoding.settle(Float64Array.from(place(minimum.point)));
  return { point: settled, value: logImprovement(improvement, settled) };
}
