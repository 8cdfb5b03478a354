import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { permutation, randomStream } from '../../core/random.ts';
import { defineSampler, type SamplerSpec } from '../sampler.ts';
import { combinationAt, countCombinations, type Levels } from '../space/combinations.ts';
import { valueAt, valueCount, type NumericParameter, type Parameter } from '../space/parameter.ts';
import type { Space } from '../space/space.ts';
import { fromLine, toLine } from '../space/unit-interval.ts';
import { ownNumber } from './parts/own-number.ts';

/** More would not be tried, and would take long to count. */
const MOST_COMBINATIONS = 100_000;

/**
 * Every combination of all values once. Floats need a `step`, or else take `points` values, both ends included, evenly
 * spaced, with `log` by their logarithm. Combinations come in an order that the seed gives, so that a study that is ended
 * early has seen all of the space; with `shuffle: false` the last parameter changes first.
 */
export const gridSampler = defineSampler({
  type: 'grid',
  options: z.strictObject({
    points: z
      .int('Expected a whole number of at least 2')
      .min(2, 'Expected a whole number of at least 2')
      .optional()
      .describe('How many values a float without step takes'),
    shuffle: z.boolean('Expected true or false').default(true),
  }),
  check: (space, _directions, { points }) => {
    const endless = space.parameters.find((parameter) => levelsOf(points).count(parameter) === Infinity);
    if (endless !== undefined) {
      throw new OptionError(`sampler grid: ${endless.name} has infinitely many values`, {
        value: endless.name,
        expected: 'parameters that can be counted',
        hint: 'Give it a step, or the sampler points: how many values such parameters take.',
      });
    }
    const count = numberOf(space, points);
    if (count <= MOST_COMBINATIONS) return;
    throw new OptionError(`sampler grid: there are more than ${MOST_COMBINATIONS} combinations`, {
      value: count,
      expected: `at most ${MOST_COMBINATIONS} combinations`,
      hint: 'Use larger steps, or the sampler sobol, which covers a space evenly with any number of trials.',
    });
  },
  count: (space, { points }) => numberOf(space, points),
  suggest: (context, { points, shuffle }) => {
    const { space, seed } = context;
    const levels = levelsOf(points);
    const count = countCombinations(space, levels);
    // A trial with values of someone's choice may come after the last combination.
    const place = ownNumber(context) % count;
    const index = shuffle ? permutation(randomStream(seed, 'grid'), count)[place]! : place;
    return { params: combinationAt(space, levels, index) };
  },
});

function numberOf(space: Space, points: number | undefined): number {
  const levels = levelsOf(points);
  // A single parameter may have too many to go through.
  const most = Math.max(...space.parameters.map((parameter) => levels.count(parameter)), 0);
  return most > MOST_COMBINATIONS ? most : countCombinations(space, levels);
}

function levelsOf(points: number | undefined): Levels {
  const isDivided = (parameter: Parameter): parameter is NumericParameter =>
    points !== undefined && valueCount(parameter) === Infinity;
  return {
    count: (parameter) => (isDivided(parameter) ? points! : valueCount(parameter)),
    at: (parameter, index) => {
      if (!isDivided(parameter)) return valueAt(parameter, index);
      const [from, to] = [toLine(parameter, parameter.low), toLine(parameter, parameter.high)];
      return fromLine(parameter, from + ((to - from) * index) / (points! - 1));
    },
  };
}

/** Grid search: every combination once; see `gridSampler`. @example grid({ points: 5 }) */
export function grid(options: z.input<typeof gridSampler.options> = {}): SamplerSpec {
  return { type: 'grid', ...options };
}
