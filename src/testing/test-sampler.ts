import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OptionError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import { optimize } from '../tune/optimize.ts';
import type { SamplerSpec } from '../tune/sampler.ts';
import { resolveSampler, samplerSchema } from '../tune/samplers/index.ts';
import { parseSpace, type Space, type SpaceInput } from '../tune/space/space.ts';
import { memoryStorage } from '../tune/storages/memory-storage.ts';
import { openStudy } from '../tune/study.ts';
import type { StudyOptions } from '../tune/study-definition.ts';
import type { Direction, Trial } from '../tune/trial.ts';
import { drawnSpace } from './drawn-spaces.ts';
import {
  drawnFates,
  expectFits,
  simulateStudy,
  suggestionFor,
  valueOf,
  type Fate,
  type SimulatedStudy,
} from './simulated-study.ts';
import { computingMs } from './computing-ms.ts';

export interface SamplerTest {
  /** With few start-up trials, so that short histories reach what comes after them. */
  readonly sampler: SamplerSpec;
  /** Options that are refused, and the message with their path. */
  readonly refusedOptions?: readonly (readonly [options: object, message: string])[];
  /** What `check` refuses, and the message; any refusal among drawn spaces must be one of these messages. */
  readonly refused?: readonly (readonly [
    space: SpaceInput,
    directions: readonly Direction[],
    message: string,
  ])[];
  /** The most that the best of 60 trials on `bowl` may be, the median of five seeds; at random it is about 0.01. */
  readonly bowl?: number;
  /** How many histories are drawn; 40 by default. */
  readonly runs?: number;
}

const numbers: SpaceInput = {
  rate: { type: 'float', low: 1e-4, high: 1, log: true },
  momentum: { type: 'float', low: 0, high: 0.99 },
  units: { type: 'integer', low: 1, high: 64 },
};

const mixed: SpaceInput = {
  optimizer: { type: 'choice', values: ['sgd', 'adam', 'lion'] },
  momentum: { type: 'float', low: 0, high: 0.9, step: 0.1, when: { optimizer: 'sgd' } },
  depth: { type: 'integer', low: 0, high: 2 },
  units: { type: 'integer', low: 16, high: 128, step: 16, each: 'depth' },
};

/** One that even samplers of whole numbers or of floats alone take. */
const bowl: SpaceInput = {
  x: { type: 'float', low: -1, high: 1 },
  y: { type: 'float', low: -1, high: 1 },
};

/** Tests that a sampler keeps what every one promises: call it in a `describe` of its own. */
export function testSampler(test: SamplerTest): void {
  const { sampler, runs = 40 } = test;
  const accepts = (space: Space, directions: readonly Direction[]) => accepted(test, space, directions);
  const study = (input: SpaceInput, seed = 3, objectives = 1): SimulatedStudy | undefined => {
    const space = parseSpace(input);
    const directions = Array.from({ length: objectives }, (_, i) => (i === 1 ? 'maximize' : 'minimize'));
    return accepts(space, directions) ? { sampler, space, directions, seed } : undefined;
  };
  const known = [bowl, numbers, mixed].flatMap((input) =>
    [1, 2].flatMap((objectives) => study(input, 3, objectives) ?? []),
  );

  it('suggests what the space has, and the same for the same seed and trials', () => {
    expect(known.length, 'spaces that it can do something with').toBeGreaterThan(0);
    const drawn = fc.tuple(drawnSpace, fc.constantFrom(1, 1, 2, 3), drawnFates, fc.nat(1000));
    fc.assert(
      fc.property(drawn, ([input, objectives, fates, seed]) => {
        const simulated = study(input, seed, objectives);
        if (simulated !== undefined) checkHistory(simulated, fates);
      }),
      { numRuns: runs },
    );
    for (const simulated of known) checkHistory(simulated, ALL_FATES);
  });

  it('suggests after a resume what it would have suggested', async () => {
    for (const { space, directions } of known) await checkResume(sampler, space, directions);
  });

  it('suggests otherwise for other seeds', () => {
    const all: Fate[] = Array.from({ length: 12 }, () => ({ end: 'complete', delay: 0, enqueued: false }));
    const paths = [1, 2, 3, 4].map((seed) =>
      JSON.stringify(simulateStudy({ ...known[0]!, seed }, all).map(({ params }) => params)),
    );
    expect(new Set(paths).size).toBe(4);
  });

  it('refuses with a message what it cannot use', () => {
    const parse = (options: object) => parseOptions(samplerSchema, options, 'sampler');
    expect(() => parse({ ...sampler, nonsense: 1 })).toThrow('sampler: unknown option nonsense');
    for (const [options, message] of test.refusedOptions ?? []) {
      expect(() => parse({ ...sampler, ...options }), JSON.stringify(options)).toThrow(`sampler: ${message}`);
    }
    const { definition, options } = resolveSampler(sampler);
    for (const [space, directions, message] of test.refused ?? []) {
      expect(() => definition.check?.(parseSpace(space), directions, options), message).toThrow(message);
    }
  });

  if (test.bowl !== undefined) {
    it('finds the ground of a bowl', async () => {
      const best = await Promise.all([1, 2, 3, 4, 5].map((seed) => bestOnBowl(sampler, seed)));
      expect(best.sort((a, b) => a - b)[2]).toBeLessThan(test.bowl!);
    });
  }

  it('is quick with 10,000 trials behind it', async () => {
    const simulated = known[0]!;
    const trials = longHistory(simulated, 10_000);
    let number = 10_000;
    expect(await computingMs(() => suggestionFor(simulated, trials, number++)), 'milliseconds').toBeLessThan(
      400,
    );
  });
}

/** Whether the sampler can do something with a space; a refusal must be one that is expected, and say what to do. */
function accepted({ sampler, refused = [] }: SamplerTest, space: Space, directions: readonly Direction[]) {
  const { definition, options } = resolveSampler(sampler);
  try {
    definition.check?.(space, directions, options);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError);
    const { message, expected, hint } = error as OptionError;
    expect(message).toMatch(new RegExp(`^sampler ${sampler.type}: `));
    expect(expected ?? hint, message).toBeDefined();
    expect(refused.length, `a refusal that is expected, got ${message}`).toBeGreaterThan(0);
    return false;
  }
}

const ALL_FATES: readonly Fate[] = (
  [
    'complete',
    'pruned',
    'diverged',
    'complete',
    'infeasible',
    'error',
    'running',
    'stale',
    'returned',
    'waiting',
  ] as const
).flatMap((end) => [
  { end: 'complete' as const, delay: 2, enqueued: false },
  { end, delay: 0, enqueued: end === 'stale' },
  { end, delay: 1, enqueued: false },
]);

function checkHistory(simulated: SimulatedStudy, fates: readonly Fate[]): void {
  const trials = simulateStudy(simulated, fates);
  const next = trials.length;
  const suggestion = suggestionFor(simulated, trials, next);
  expectFits(simulated.space, suggestion.params);
  // Neither what was asked before nor the way through a storage makes a difference.
  suggestionFor(simulated, trials, next + 1);
  suggestionFor({ ...simulated, seed: simulated.seed + 1 }, trials, next);
  const stored = JSON.parse(JSON.stringify(trials)) as Trial[];
  expect(suggestionFor(simulated, stored, next)).toEqual(suggestion);
}

async function checkResume(
  sampler: SamplerSpec,
  space: Space,
  directions: readonly Direction[],
): Promise<void> {
  const options = (trials: number): StudyOptions => ({
    name: 'resumed',
    space: inputOf(space),
    objectives: directions.map((direction, index) => ({ metric: `m${index}`, direction })),
    sampler,
    seed: 5,
    budget: { trials },
  });
  const run = async (parts: readonly number[]) => {
    const storage = memoryStorage();
    for (const trials of parts) {
      const study = await openStudy(storage, options(trials));
      await optimize(study, ({ params }) => directions.map((_, index) => valueOf(space, params, index)));
    }
    const study = await openStudy(storage, options(parts.at(-1)!));
    return study.trials.map(({ params, note }) => ({ params, note }));
  };
  expect(await run([1, 9, 22])).toEqual(await run([22]));
}

/** The space that `parseSpace` made a space of. */
function inputOf(space: Space): SpaceInput {
  return [bowl, numbers, mixed].find((input) => JSON.stringify(parseSpace(input)) === JSON.stringify(space))!;
}

async function bestOnBowl(sampler: SamplerSpec, seed: number): Promise<number> {
  const study = await openStudy(memoryStorage(), {
    name: 'bowl',
    space: bowl,
    sampler,
    seed,
    budget: { trials: 60 },
  });
  await optimize(study, ({ params }) => (Number(params['x']) - 0.3) ** 2 + (Number(params['y']) + 0.2) ** 2);
  return study.best!.values![0]!;
}

/** Complete trials at random, and the last of them as the sampler itself suggests them. */
function longHistory(simulated: SimulatedStudy, count: number): Trial[] {
  const complete = (length: number) =>
    Array.from({ length }, (): Fate => ({ end: 'complete', delay: 0, enqueued: false }));
  const random = Array.from({ length: (count - 60) / 20 }, (_, seed) =>
    simulateStudy({ ...simulated, sampler: { type: 'random' }, seed }, complete(20)),
  );
  const own = simulateStudy(simulated, complete(60));
  return [...random.flat(), ...own].map((trial, number) => ({ ...trial, number }));
}
