import { describe, expect, it } from 'vitest';
import { OptionError } from '../core/errors.ts';
import { randomStream } from '../core/random.ts';
import type { PrunerContext, PrunerSpec } from '../tune/pruner.ts';
import { prunerSchema, resolvePruner } from '../tune/pruners/index.ts';
import { memoryStorage } from '../tune/storages/memory-storage.ts';
import { openStudy } from '../tune/study.ts';
import { trialStates, type Direction, type Trial } from '../tune/trial.ts';
import { computingMs } from './computing-ms.ts';
import { mirrored, otherDirection, reportsOf, triedTrial } from './tried-trial.ts';

const STEPS = 9;
const TRIALS = 25;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

export interface PrunerTest {
  readonly spec: PrunerSpec;
  /** Judges a trial without comparing it with others. */
  readonly alone?: boolean;
  /** The same pruner for negated figures, where its options are figures. */
  readonly mirror?: PrunerSpec;
  /** Options that are refused, and what is said of them: it begins with their path. */
  readonly refused: readonly (readonly [options: object, message: string])[];
}

/** Tests what holds for every pruner. */
export function testPruner({ spec, alone = false, mirror = spec, refused }: PrunerTest): void {
  describe(`the pruner ${spec.type}`, () => {
    const judge = judgeBy(spec);

    it('ends some trials and not others, with a reason that has the numbers', () => {
      const verdicts = contexts().map((context) => ({ context, reason: judge(context) }));
      const reasons = verdicts.flatMap(({ context, reason }) =>
        reason === undefined ? [] : [{ context, reason }],
      );
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasons.length).toBeLessThan(verdicts.length);
      for (const { context, reason } of reasons) {
        const { reports } = context.trial;
        const figures = reports.map(({ value }) => String(value));
        const [first = ''] = reason.split(' ');
        expect(figures, reason).toContain(first);
        expect(reason).toMatch(/ step \d+/);
        expect(reason).not.toMatch(/undefined|NaN|Infinity/);
      }
    });

    it('says the same of the same, and changes nothing', () => {
      for (const context of contexts()) {
        const before = structuredClone(context);
        expect(judge(context)).toBe(judge(structuredClone(context)));
        expect(context).toEqual(before);
      }
    });

    it('ends nothing without a report, or with nothing to compare with', () => {
      for (const context of contexts()) {
        const silent: Trial = { ...context.trial, reports: [] };
        expect(
          judge({ ...context, trial: silent, trials: replaced(context.trials, silent) }),
        ).toBeUndefined();
        if (alone) continue;
        const others = context.trials.map((trial) =>
          trial.number === context.trial.number ? trial : { ...trial, reports: [] },
        );
        expect(judge({ ...context, trials: others })).toBeUndefined();
        const only = { ...context.trial, number: 0 };
        expect(judge({ ...context, trial: only, trials: [only] })).toBeUndefined();
      }
    });

    it('minimises as it maximises', () => {
      const judgeMirror = judgeBy(mirror);
      for (const context of contexts()) {
        const trials = mirrored(context.trials);
        const trial = trials[context.trial.number]!;
        const direction = otherDirection(context.direction);
        const verdict = judgeMirror({ ...context, trials, trial, direction });
        expect(verdict === undefined).toBe(judge(context) === undefined);
      }
    });

    it('is done at once, however many trials there are', async () => {
      const trials = history(1, 10_000);
      const trial = { ...trials[0]!, state: 'running' as const };
      const time = await computingMs(() => judge({ trial, trials, direction: 'maximize', steps: STEPS }));
      expect(time, 'milliseconds').toBeLessThan(100);
    });

    it('is data, and refuses options by their path', async () => {
      expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
      const open = (pruner: object) =>
        openStudy(memoryStorage(), {
          name: 'study',
          space: {},
          steps: STEPS,
          pruner: pruner as PrunerSpec,
        });
      await open(spec);
      const cases = [...refused, [{ ...spec, foo: 1 }, 'study: pruner: unknown option foo'] as const];
      for (const [options, message] of cases) {
        const error: unknown = await open({ ...spec, ...options }).catch((reason: unknown) => reason);
        expect(error, JSON.stringify(options)).toBeInstanceOf(OptionError);
        expect((error as OptionError).message).toContain(message);
      }
    });
  });
}

function judgeBy(spec: PrunerSpec): (context: PrunerContext) => string | undefined {
  const { definition, options } = resolvePruner(prunerSchema.parse(spec));
  return (context) => definition.judge(context, options);
}

/** Trials in every state, some begun anew, some that report now and then; the first ten are complete. */
function history(seed: number, count: number): Trial[] {
  return Array.from({ length: count }, (_, number) => {
    const random = randomStream(seed, 'history', number);
    const state = number < 10 ? 'complete' : trialStates[random.integer(trialStates.length)]!;
    const length = state === 'complete' ? STEPS : random.integer(STEPS + 1);
    const gaps = random.integer(5) === 0;
    const quality = random.float64();
    const values = Array.from({ length }, (_, index) => {
      const value = Number((quality * (1 - Math.exp(-index / 3)) + 0.1 * random.normal()).toFixed(3));
      return gaps && index % 2 === 1 ? undefined : value;
    });
    return triedTrial({
      number,
      state,
      reports: reportsOf(values),
      attempts: 1 + random.integer(3),
      ...(state === 'complete' ? { values: [values.at(-1) ?? 0] } : {}),
      ...(state === 'failed' ? { failure: { kind: 'diverged' as const, message: 'value is NaN' } } : {}),
    });
  });
}

function replaced(trials: readonly Trial[], trial: Trial): Trial[] {
  return trials.map((other) => (other.number === trial.number ? trial : other));
}

/** Every running trial of some histories, as it was after each of its reports. */
function contexts(): PrunerContext[] {
  return SEEDS.flatMap((seed) => {
    const direction: Direction = seed % 2 === 0 ? 'minimize' : 'maximize';
    const trials = history(seed, TRIALS);
    return trials
      .filter(({ state }) => state === 'running' || state === 'pruned')
      .flatMap((trial) =>
        trial.reports.map((_, index): PrunerContext => {
          const then: Trial = { ...trial, state: 'running', reports: trial.reports.slice(0, index + 1) };
          return { trial: then, trials: replaced(trials, then), direction, steps: STEPS };
        }),
      );
  });
}
