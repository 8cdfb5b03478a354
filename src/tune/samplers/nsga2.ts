import { z } from 'zod';
import type { Json } from '../../core/json.ts';
import type { RandomStream } from '../../core/random.ts';
import { isObservation } from '../best-trials.ts';
import { dominates, lossesOf } from '../pareto.ts';
import { defineSampler, type SamplerContext, type SamplerSpec } from '../sampler.ts';
import { valueCount, type Params } from '../space/parameter.ts';
import { fillParams, type Space } from '../space/space.ts';
import type { Direction, Trial } from '../trial.ts';
import { selectElite } from './nsga2/crowding.ts';
import { randomValue } from './random.ts';

const probability = z
  .number('Expected a number from 0 to 1')
  .min(0, 'Expected a number from 0 to 1')
  .max(1, 'Expected a number from 0 to 1');

/**
 * NSGA-II (Deb et al. 2002) for several objectives, with the operators of Optuna's NSGAIISampler. The first generation is
 * drawn at random. After that the parents are the best of the last generation and its parents, front by front, of the last
 * front those with the most room around them. Two of them, each the better of two drawn, are crossed parameter by
 * parameter; some parameters are drawn anew. Any space and any number of objectives will do.
 *
 * Only complete trials become parents, those with values of someone's choice too. Pruned ones, and those that diverged or
 * were infeasible, have had their turn in a generation.
 */
export const nsga2Sampler = defineSampler({
  type: 'nsga2',
  options: z.strictObject({
    population: z
      .int('Expected a whole number of at least 2')
      .min(2, 'Expected a whole number of at least 2')
      .default(50)
      .describe('Trials in a generation'),
    crossover: probability.default(0.9).describe('How often two parents are crossed; else one is taken'),
    swap: probability.default(0.5).describe('How often a parameter is of the second parent'),
    mutation: probability
      .optional()
      .describe('How often a parameter is drawn anew; without it once in a trial, on average'),
  }),
  suggest: (context, { population, crossover, swap, mutation }) => {
    const { space, directions, random } = context;
    const { note, parents } = nextGeneration(context, population);
    if (parents.length === 0) {
      return { params: fillParams(space, (parameter) => randomValue(parameter, random)), note };
    }
    const pick = (from: readonly Trial[]) => betterOfTwo(from, directions, random);
    const first = pick(parents);
    const others = parents.filter((trial) => trial !== first);
    const isCrossed = others.length > 0 && random.float64() < crossover;
    const second = isCrossed ? pick(others) : first;
    const chance = mutation ?? 1 / Math.max(1, usedCount(space, first.params));
    const params = fillParams(space, (parameter) => {
      const [one, other] = random.float64() < swap ? [second, first] : [first, second];
      const inherited = one.params[parameter.name] ?? other.params[parameter.name];
      const isMutated = random.float64() < chance;
      return isMutated || inherited === undefined ? randomValue(parameter, random) : inherited;
    });
    return { params, note };
  },
});

/** What is kept with a trial. */
interface Note {
  readonly generation: number;
  /** Numbers of trials; of the first trial in a generation. */
  readonly parents?: readonly number[];
}

function noteOf({ note }: Trial): Note | undefined {
  return note as Note | undefined;
}

/** The generation that the next trial belongs to, and its parents. */
function nextGeneration({ trials, directions }: SamplerContext, population: number) {
  let generation = 0;
  for (const trial of trials) generation = Math.max(generation, noteOf(trial)?.generation ?? 0);
  const members = trials.filter((trial) => noteOf(trial)?.generation === generation);
  const parents = parentsOf(members, trials);
  if (members.filter(isObservation).length < population) {
    return { note: noteFor(generation, members.length === 0 ? parents : undefined), parents };
  }
  const outside = trials.filter((trial) => trial.note === undefined);
  const candidates = [...new Set([...members, ...parents, ...outside])].filter(isComplete);
  const elite = selectElite(
    candidates.map((trial) => lossesOf(trial, directions)),
    population,
  ).map((index) => candidates[index]!);
  return { note: noteFor(generation + 1, elite), parents: elite };
}

/** By what the first of the generation says; two workers may have begun it at once. */
function parentsOf(members: readonly Trial[], trials: readonly Trial[]): Trial[] {
  const numbers = members.map((trial) => noteOf(trial)!.parents).find((kept) => kept !== undefined) ?? [];
  const wanted = new Set(numbers);
  // One of them may have been opened again.
  return trials.filter((trial) => wanted.has(trial.number)).filter(isComplete);
}

function noteFor(generation: number, parents: readonly Trial[] | undefined): Json {
  return parents === undefined
    ? { generation }
    : { generation, parents: parents.map(({ number }) => number) };
}

function isComplete({ state }: Trial): boolean {
  return state === 'complete';
}

/** The first of two drawn where it dominates the second, else the second. */
function betterOfTwo(
  trials: readonly Trial[],
  directions: readonly Direction[],
  random: RandomStream,
): Trial {
  const [one, other] = [trials[random.integer(trials.length)]!, trials[random.integer(trials.length)]!];
  return dominates(lossesOf(one, directions), lossesOf(other, directions)) ? one : other;
}

/** How many of the params could be otherwise. */
function usedCount({ parameters }: Space, params: Params): number {
  return parameters.filter((parameter) => Object.hasOwn(params, parameter.name) && valueCount(parameter) > 1)
    .length;
}

/** An evolutionary search for several objectives; see `nsga2Sampler`. @example nsga2({ population: 24 }) */
export function nsga2(options: z.input<typeof nsga2Sampler.options> = {}): SamplerSpec {
  return { type: 'nsga2', ...options };
}
