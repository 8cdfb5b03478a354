import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import { byMerit, isObservation } from '../best-trials.ts';
import { defineSampler, type SamplerSpec } from '../sampler.ts';
import { valueCount, type NumericParameter } from '../space/parameter.ts';
import { fillParams, steadyParameters, type Space } from '../space/space.ts';
import { fromUnit } from '../space/unit-interval.ts';
import type { Direction, Trial } from '../trial.ts';
import {
  beginEvolution,
  drawPoint,
  evolve,
  spreadOf,
  type Evolution,
  type Spread,
} from './cma-es/evolution.ts';
import { defaultPopulation, evolutionConstants } from './cma-es/evolution-constants.ts';
import { randomValue } from './random.ts';

/** A matrix of so many rows is kept with each generation. */
const MOST_DIMENSIONS = 100;
const MOST_REDRAWS = 100;

/**
 * CMA-ES (Hansen and Ostermeier 2001; constants and negative weights of Hansen 2016): each generation is drawn from a normal
 * distribution that moves and stretches towards the better half of the last one. It works on the numeric parameters that
 * every trial has, each on a line from 0 to 1, by the logarithm where it has `log`, and begins in the middle. Points outside
 * are drawn again. Steps and whole numbers are rounded, and their deviation is kept large enough to reach the next value.
 * Choices and parameters with conditions are drawn at random, each on its own.
 *
 * Failed trials that diverged or were infeasible count as the worst of their generation, pruned ones as worse than
 * complete ones. Trials with values of someone's choice, and errors, do not count.
 */
export const cmaEsSampler = defineSampler({
  type: 'cmaEs',
  options: z.strictObject({
    sigma: z
      .number('Expected a number above 0, at most 1')
      .gt(0, 'Expected a number above 0, at most 1')
      .max(1, 'Expected a number above 0, at most 1')
      .default(1 / 6)
      .describe('The first deviation, as a part of each range'),
    population: z
      .int('Expected a whole number of at least 4')
      .min(4, 'Expected a whole number of at least 4')
      .optional()
      .describe('Trials in a generation; without it 4 + 3 ln n, rounded down, of n parameters'),
  }),
  check: (space, directions) => {
    const { length } = numericParameters(space);
    if (directions.length > 1) {
      throw new OptionError('sampler cmaEs: there are several objectives', {
        value: directions.length,
        expected: 'one objective',
        hint: 'The samplers nsga2, tpe and random take several.',
      });
    }
    if (length === 0 || length > MOST_DIMENSIONS) {
      throw new OptionError(
        `sampler cmaEs: the space has ${length} numeric parameters that are always in use`,
        {
          value: length,
          expected: `1 to ${MOST_DIMENSIONS} of them`,
          hint: 'The sampler tpe takes any space.',
        },
      );
    }
  },
  suggest: ({ space, directions, trials, random }, { sigma, population }) => {
    const parameters = numericParameters(space);
    const size = population ?? defaultPopulation(parameters.length);
    const current = currentGeneration(trials) ?? {
      evolution: beginEvolution(
        parameters.map(() => 0.5),
        sigma,
      ),
      members: [],
    };
    const evolution = nextEvolution(current, parameters, size, directions[0]!);
    const spread = spreadOf(evolution);
    const point = drawInside(evolution, spread, random);
    const places = new Map(
      stretched(point, evolution.mean, stretchFactors(parameters, evolution, spread)).map((place, i) => [
        parameters[i],
        place,
      ]),
    );
    const params = fillParams(space, (parameter) => {
      const place = places.get(parameter as NumericParameter);
      return place === undefined
        ? randomValue(parameter, random)
        : fromUnit(parameter as NumericParameter, place);
    });
    // The first of a generation keeps its distribution, so that nothing needs to be gone through again.
    const isFirst = evolution !== current.evolution || current.members.length === 0;
    const note = { generation: evolution.generation, point };
    return { params, note: isFirst ? { ...note, evolution: { ...evolution } } : note };
  },
});

/** What is kept with a trial. */
interface Note {
  readonly generation: number;
  /** Where it was drawn, before rounding. */
  readonly point: readonly number[];
  /** Of the first trial in a generation. */
  readonly evolution?: Evolution;
}

interface Generation {
  readonly evolution: Evolution;
  readonly members: readonly Trial[];
}

function numericParameters(space: Space): NumericParameter[] {
  return steadyParameters(space).filter((parameter) => parameter.type !== 'choice');
}

function noteOf({ note }: Trial): Note | undefined {
  return note as Note | undefined;
}

function currentGeneration(trials: readonly Trial[]): Generation | undefined {
  let latest = -1;
  for (const trial of trials) latest = Math.max(latest, noteOf(trial)?.generation ?? -1);
  if (latest === -1) return undefined;
  const members = trials.filter((trial) => noteOf(trial)?.generation === latest);
  // Two workers may have begun it at once; the first one counts.
  const evolution = members.map((trial) => noteOf(trial)!.evolution).find((kept) => kept !== undefined)!;
  return { evolution, members };
}

/** The same distribution as long as too few of its trials have ended; then the next. */
function nextEvolution(
  { evolution, members }: Generation,
  parameters: readonly NumericParameter[],
  size: number,
  direction: Direction,
): Evolution {
  const ended = members.filter(isObservation).slice(0, size);
  if (ended.length < size) return evolution;
  const points = ended.toSorted(byMerit(direction)).map((trial) => noteOf(trial)!.point);
  const next = evolve(evolution, points, evolutionConstants(evolution.mean.length, size));
  const factors = stretchFactors(parameters, evolution, spreadOf(evolution));
  return { ...next, mean: stretched(next.mean, evolution.mean, factors) };
}

/** A point between 0 and 1; where none is found, the last one is brought to the border. */
function drawInside(evolution: Evolution, spread: Spread, random: RandomStream): number[] {
  for (let draw = 1; ; draw++) {
    const point = drawPoint(evolution, spread, random);
    if (point.every((place) => place >= 0 && place <= 1)) return point;
    if (draw === MOST_REDRAWS) return point.map(clip);
  }
}

/**
 * How much further points and the mean move along each parameter than the distribution says: more than 1 for stepped ones
 * whose deviation is so small that hardly a trial of a generation would have another value, which would be the end of all
 * change. The distribution itself is left as it is, as in CMA-ES with margin (Hamano et al. 2022).
 */
function stretchFactors(
  parameters: readonly NumericParameter[],
  { sigma }: Evolution,
  { deviations }: Spread,
): number[] {
  return parameters.map((parameter, i) => {
    // From the middle of a value's part, one deviation leads to its end.
    const least = 1 / valueCount(parameter) / 2;
    return Math.max(1, least / (sigma * deviations[i]!));
  });
}

/** A point moved away from the mean, but not out of the space. */
function stretched(point: readonly number[], mean: readonly number[], factors: readonly number[]): number[] {
  return point.map((place, i) =>
    factors[i] === 1 ? place : clip(mean[i]! + factors[i]! * (place - mean[i]!)),
  );
}

function clip(place: number): number {
  return Math.min(1, Math.max(0, place));
}

/** CMA-ES; see `cmaEsSampler`. @example cmaEs({ sigma: 0.2 }) */
export function cmaEs(options: z.input<typeof cmaEsSampler.options> = {}): SamplerSpec {
  return { type: 'cmaEs', ...options };
}
