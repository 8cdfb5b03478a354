import fc from 'fast-check';
import { expect } from 'vitest';
import { randomStream } from '../core/random.ts';
import { chooseParams } from '../tune/choose-params.ts';
import type { SamplerSpec } from '../tune/sampler.ts';
import { randomValue } from '../tune/samplers/random.ts';
import { isValueOf, type Params } from '../tune/space/parameter.ts';
import { fillParams, isInUse, type Space } from '../tune/space/space.ts';
import { toUnit } from '../tune/space/unit-interval.ts';
import type { Direction, Trial, TrialFailure } from '../tune/trial.ts';

/** What becomes of a trial. */
export interface Fate {
  readonly end: 'complete' | 'pruned' | 'running' | 'stale' | 'returned' | 'waiting' | TrialFailure['kind'];
  /** How many further trials begin before it ends. */
  readonly delay: number;
  /** Whether someone chose some of its values. */
  readonly enqueued: boolean;
}

/** Trials that end well, badly or not at all, out of order, some of them with values that someone chose. */
export const drawnFates: fc.Arbitrary<Fate[]> = fc.array(
  fc.record({
    end: fc.oneof(
      { weight: 5, arbitrary: fc.constant('complete' as const) },
      {
        weight: 4,
        arbitrary: fc.constantFrom<Fate['end']>(
          'pruned',
          'diverged',
          'infeasible',
          'error',
          'running',
          'stale',
          'returned',
          'waiting',
        ),
      },
    ),
    delay: fc.integer({ min: 0, max: 3 }),
    enqueued: fc.integer({ min: 0, max: 9 }).map((digit) => digit === 0),
  }),
  { maxLength: 24 },
);

export interface SimulatedStudy {
  readonly sampler: SamplerSpec;
  readonly space: Space;
  readonly directions: readonly Direction[];
  readonly seed: number;
}

/** The study's trials after each of them met its fate; every suggestion is checked on the way. */
export function simulateStudy(study: SimulatedStudy, fates: readonly Fate[]): Trial[] {
  const ends: Trial[] = [];
  for (const [number, fate] of fates.entries()) {
    const random = randomStream(study.seed, 'fate', number);
    const fixed = fate.enqueued || fate.end === 'waiting' ? someValues(study.space, random) : {};
    const known = ends.map((trial, earlier) =>
      number <= earlier + fates[earlier]!.delay ? unfinished(trial) : trial,
    );
    ends.push(fate.end === 'waiting' ? queued(number, fixed) : endOf(study, known, number, fixed, fate.end));
  }
  return ends;
}

/** What the study would try next; everything that the sampler is given is frozen. */
export function suggestionFor(
  { sampler, space, directions, seed }: SimulatedStudy,
  trials: readonly Trial[],
  number: number,
  fixed: Params = {},
) {
  const view = { space, directions, trials: freeze(trials), definition: { sampler, seed } };
  return chooseParams(view, { number, fixed });
}

/** That a trial has exactly the parameters that are in use, with values that they can have. */
export function expectFits(space: Space, params: Params): void {
  const used = space.parameters.filter((parameter) => isInUse(parameter, params));
  expect(Object.keys(params).sort()).toEqual(used.map(({ name }) => name).sort());
  for (const parameter of used) {
    const value = params[parameter.name];
    expect(isValueOf(parameter, value), `${parameter.name} is ${String(value)}`).toBe(true);
  }
}

/** A smooth value of any params, best where all numbers are at a third of their line; another for each objective. */
export function valueOf({ parameters }: Space, params: Params, objective = 0): number {
  let total = 0;
  for (const [index, parameter] of parameters.entries()) {
    const value = params[parameter.name];
    if (value === undefined) continue;
    const place =
      parameter.type === 'choice' ? parameter.values.indexOf(value) / 4 : toUnit(parameter, Number(value));
    total += (1 + (index % 3)) * (place - (objective + 1) / 3) ** 2;
  }
  return total;
}

function endOf(
  study: SimulatedStudy,
  known: readonly Trial[],
  number: number,
  fixed: Params,
  end: Exclude<Fate['end'], 'waiting'>,
): Trial {
  const { params, note } = suggestionFor(study, known, number, fixed);
  expectFits(study.space, params);
  for (const [name, value] of Object.entries(fixed)) expect(params[name] ?? value).toBe(value);
  expect(JSON.parse(JSON.stringify(note ?? null))).toEqual(note ?? null);
  const values = study.directions.map((_, objective) => valueOf(study.space, params, objective));
  const begun: Trial = {
    ...queued(number, fixed),
    params,
    ...(note === undefined ? {} : { note }),
    state: 'running',
    attempts: 1,
    worker: 'worker',
    startedAt: number,
    heartbeatAt: number,
  };
  if (end === 'running' || end === 'stale') return { ...begun, state: end };
  if (end === 'returned') return { ...begun, state: 'queued' };
  const ended = { ...begun, endedAt: number + 1 };
  if (end === 'complete') return { ...ended, state: 'complete', values };
  if (end !== 'pruned') return { ...ended, state: 'failed', failure: { kind: end, message: end } };
  const reports = Array.from({ length: number % 4 }, (_, index) => ({ step: index + 1, value: values[0]! }));
  return { ...ended, state: 'pruned', reports };
}

function queued(number: number, fixed: Params): Trial {
  return {
    number,
    state: 'queued',
    params: {},
    fixed,
    reports: [],
    attempts: 0,
    losses: 0,
    queuedAt: number,
    facts: {},
  };
}

function unfinished(trial: Trial): Trial {
  if (trial.state !== 'complete' && trial.state !== 'failed' && trial.state !== 'pruned') return trial;
  const { values: _, failure: __, endedAt: ___, ...rest } = trial;
  return { ...rest, state: 'running', reports: [] };
}

/** Values for about half of the parameters. */
function someValues(space: Space, random: ReturnType<typeof randomStream>): Params {
  const all = fillParams(space, (parameter) => randomValue(parameter, random));
  return Object.fromEntries(Object.entries(all).filter(() => random.float64() < 0.5));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
