import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EpochFigures } from '../../core/monitor.ts';
import { parseOptions } from '../../core/parse-options.ts';
import type { LearningRate, ScheduleTime } from '../schedule.ts';
import { constant } from './constant.ts';
import { cosineRestarts } from './cosine-restarts.ts';
import { cosine } from './cosine.ts';
import { exponentialDecay } from './exponential-decay.ts';
import { learningRateAt, learningRateSchema, scheduleDefinitions, withHighestRate } from './index.ts';
import { oneCycle } from './one-cycle.ts';
import { polynomialDecay } from './polynomial-decay.ts';
import { reduceOnPlateau } from './reduce-on-plateau.ts';
import { stepDecay } from './step-decay.ts';
import { warmUp } from './warm-up.ts';

const STEPS = 101;

/** A rate of a run of 101 steps, ten an epoch. */
const rateAt = (rate: LearningRate, step: number, time: Partial<ScheduleTime> = {}) => {
  const checked = parseOptions(learningRateSchema, JSON.parse(JSON.stringify(rate)), 'rate');
  return learningRateAt(checked, { step, steps: STEPS, stepsPerEpoch: 10, history: [], ...time });
};

interface GoldenSchedules {
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly schedules: readonly {
    readonly peer: string;
    readonly rate: Exclude<LearningRate, number>;
    /** The watched figure of every epoch. */
    readonly history?: readonly number[];
    readonly values: readonly number[];
  }[];
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/golden/schedules.json'), 'utf8'),
) as GoldenSchedules;

describe('a schedule beside PyTorch or Keras', () => {
  it.each(golden.schedules)('$rate.type: $peer', ({ rate, history = [], values }) => {
    const { steps, stepsPerEpoch } = golden;
    const epochs = history.map((value): EpochFigures => {
      const figures = { loss: value, accuracy: value };
      return { train: { loss: 0, accuracy: 0 }, val: figures };
    });
    expect(values).toHaveLength(steps);
    values.forEach((value, step) => {
      const time = { steps, stepsPerEpoch, history: epochs.slice(0, Math.floor(step / stepsPerEpoch)) };
      // Keras computes in float32.
      const distance = Math.abs(rateAt(rate, step, time) - value);
      expect(distance, `step ${step}: ${value}`).toBeLessThan(1e-6 * Math.max(value, 0.05));
    });
  });

  it('is there for every schedule and every file of the folder', () => {
    const types = scheduleDefinitions.map(({ type }) => type).sort();
    expect([...new Set(golden.schedules.map(({ rate }) => rate.type))].sort()).toEqual(types);
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    const kebab = (type: string) => type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(files.sort()).toEqual(types.map((type) => `${kebab(type)}.ts`).sort());
  });
});

describe('a learning rate', () => {
  it.each<[string, LearningRate, Record<number, number>]>([
    ['a plain number', 0.1, { 0: 0.1, 50: 0.1, 100: 0.1 }],
    ['cosine', cosine({ initial: 0.4, final: 0.1 }), { 0: 0.4, 25: 0.25 + 0.15 * Math.SQRT1_2, 100: 0.1 }],
    [
      'one cycle with its defaults',
      oneCycle({ peak: 1 }),
      { 0: 1 / 25, 25: 1, 100: 1e-5, 62.5: (1 + 1e-5) / 2, 12.5: (1 + 1 / 25) / 2 },
    ],
    [
      'steps at fractions of the run',
      stepDecay({ initial: 1, at: { fractions: [0.5, 0.75] } }),
      { 50: 1, 51: 0.1, 75: 0.1, 76: 0.01 },
    ],
    [
      'a warm-up of a fraction',
      warmUp({ fraction: 0.1, then: constant({ rate: 2 }) }),
      { 0: 0, 5: 1, 10: 2, 99: 2 },
    ],
    [
      'a warm-up longer than the run',
      warmUp({ steps: 200, then: cosine({ initial: 1 }) }),
      { 0: 0, 100: 0.5 },
    ],
    [
      'a warm-up before a warm-up',
      warmUp({ steps: 10, startFactor: 1, then: warmUp({ steps: 10, startFactor: 0.5, then: 4 }) }),
      { 0: 2, 10: 2, 15: 3, 20: 4 },
    ],
  ])('%s passes through known points', (_, rate, at) => {
    for (const [step, value] of Object.entries(at)) {
      expect(rateAt(rate, Number(step)), `step ${step}`).toBeCloseTo(value, 10);
    }
  });

  it('falls on a plateau after a warm-up too, by the epochs that are done', () => {
    const rate = warmUp({ steps: 4, then: reduceOnPlateau({ initial: 1, patience: 1, factor: 0.5 }) });
    const val = { loss: 1, accuracy: 0 };
    const epoch = { train: val, val };
    const at = (step: number, history: EpochFigures[]) => rateAt(rate, step, { history });
    expect([at(2, []), at(2, [epoch, epoch]), at(30, [epoch]), at(30, [epoch, epoch])]).toEqual([
      0.5, 0.25, 1, 0.5,
    ]);
  });

  const each: LearningRate[] = [
    0.5,
    constant({ rate: 0.5 }),
    cosine({ initial: 0.5 }),
    cosineRestarts({ initial: 0.5, first: { fraction: 0.5 } }),
    exponentialDecay({ initial: 0.5, factor: 0.5 }),
    oneCycle({ peak: 0.5 }),
    polynomialDecay({ initial: 0.5 }),
    reduceOnPlateau({ initial: 0.5 }),
    stepDecay({ initial: 0.5, every: { fraction: 0.1 } }),
    warmUp({ epochs: 1, then: cosine({ initial: 0.5 }) }),
  ];

  it.each(each)('%o is finite and not negative in a run of one step', (rate) => {
    const only = rateAt(rate, 0, { steps: 1, stepsPerEpoch: 1 });
    expect(only).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(only)).toBe(true);
  });

  it.each(each)('%o can be given another highest rate', (rate) => {
    const highest = (of: LearningRate) => {
      const rates = Array.from({ length: STEPS }, (_, step) => rateAt(of, step));
      return Math.max(...rates);
    };
    expect(highest(rate)).toBeCloseTo(0.5, 2);
    expect(highest(withHighestRate(parseOptions(learningRateSchema, rate, 'rate'), 4))).toBeCloseTo(
      8 * highest(rate),
      10,
    );
  });
});

describe('a schedule that cannot be accepted', () => {
  it.each<[object, string]>([
    [stepDecay({ initial: 1 }) as object, 'rate: every: expected either every or at, got nothing'],
    [
      stepDecay({ initial: 1, at: { epochs: [3, 2] } }) as object,
      'rate: at.epochs: expected rising numbers, got [3,2]',
    ],
    [
      cosineRestarts({ initial: 1, first: { epochs: 0 } }) as object,
      'rate: first.epochs: expected a positive integer, got 0',
    ],
    [warmUp({ then: 1 }) as object, 'rate: steps: expected one of steps, epochs and fraction, got nothing'],
    [
      warmUp({ steps: 3, then: { type: 'cosine' } }) as object,
      'rate: then.initial: expected a number above 0',
    ],
    [
      reduceOnPlateau({ initial: 1, monitor: 'loss' as never }) as object,
      'rate: monitor: expected one of val.loss, val.accuracy, train.loss, train.accuracy, got "loss"',
    ],
    [
      reduceOnPlateau({ initial: 1, factor: 1 }) as object,
      'rate: factor: expected a number above 0 and below 1',
    ],
    [{ type: 'linear' }, 'rate: '],
  ])('%o', (rate, message) => {
    expect(() => parseOptions(learningRateSchema, rate, 'rate')).toThrow(message);
  });
});
