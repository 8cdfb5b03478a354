import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { computingMs } from '../../testing/computing-ms.ts';
import { reportsOf, triedTrial } from '../../testing/tried-trial.ts';
import { randomValue } from '../samplers/random.ts';
import type { Params, ParameterValue } from '../space/parameter.ts';
import { fillParams, parseSpace, type SpaceInput } from '../space/space.ts';
import type { Direction, Trial } from '../trial.ts';
import { parameterImportances } from './parameter-importances.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/optuna-importances.json', import.meta.url), 'utf8'),
) as {
  readonly space: SpaceInput;
  readonly cases: readonly {
    readonly name: string;
    readonly directions: readonly Direction[];
    readonly bestShare: number;
    readonly trials: readonly (readonly [ParameterValue[], number[]])[];
    readonly importances: Readonly<Record<string, number>>;
  }[];
};

describe('importances', () => {
  it.each(golden.cases)('are those of Optuna: $name', ({ directions, bestShare, ...entry }) => {
    const space = parseSpace(golden.space);
    const trials = entry.trials.map(([list, values], number) => {
      const left = [...list];
      return triedTrial({ number, params: fillParams(space, () => left.shift()!), values });
    });
    const { parameters } = parameterImportances({ space, directions, trials }, { bestShare });
    expect(parameters).toHaveLength(Object.keys(entry.importances).length);
    for (const { name, importance, count } of parameters) {
      expect(Math.abs(importance - entry.importances[name]!), name).toBeLessThan(1e-9);
      expect(count).toBe(trials.filter(({ params }) => params[name] !== undefined).length);
    }
    expect(parameters.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 12);
  });

  const space = parseSpace({
    rate: { type: 'float', low: 1e-4, high: 1, log: true },
    noise: { type: 'float', low: 0, high: 1 },
  });
  const study = (count: number, trialOf: (params: Params, number: number) => Partial<Trial>) => ({
    space,
    directions: ['maximize'] as const,
    trials: Array.from({ length: count }, (_, number) => {
      const random = randomStream(7, 'params', number);
      const params = fillParams(space, (parameter) => randomValue(parameter, random));
      return triedTrial({ number, params, ...trialOf(params, number) });
    }),
  });

  it('learn from trials that diverged and that were pruned', () => {
    // All complete trials are equal: what tells the parameters apart is where it went wrong.
    const diverged = study(80, ({ rate }) =>
      Number(rate) < 0.01
        ? { values: [0.9] }
        : { state: 'failed', failure: { kind: 'diverged', message: 'loss is NaN' } },
    );
    expect(parameterImportances(diverged).parameters[0]).toMatchObject({ name: 'rate', count: 80 });
    expect(parameterImportances(diverged).parameters[0]!.importance).toBeGreaterThan(0.9);
    const pruned = study(80, ({ rate }) => ({
      state: 'pruned',
      reports: reportsOf(Number(rate) < 0.01 ? [0.1, 0.2] : [0.3]),
    }));
    expect(parameterImportances(pruned).parameters[0]!.importance).toBeGreaterThan(0.9);
  });

  it('say why there are none', () => {
    const few = study(9, (_, number) => ({ values: [number] }));
    expect(parameterImportances(few)).toEqual({
      parameters: [],
      trials: 9,
      best: 0,
      missing: 'At least 10 trials with a result are needed, there are 9.',
    });
    const errors = study(20, () => ({ state: 'failed', failure: { kind: 'error', message: 'no disk' } }));
    expect(parameterImportances(errors).missing).toBe(
      'At least 10 trials with a result are needed, there are 0.',
    );
    const equal = study(20, () => ({ values: [0.5] }));
    expect(parameterImportances(equal).missing).toBe('All trials are as good as the best.');
    const some = study(20, ({ rate }) => ({ values: [Number(rate)] }));
    expect(parameterImportances(some)).toMatchObject({ trials: 20, best: 5 });
    expect(() => parameterImportances(some, { objective: 1 })).toThrow('there is no objective 1');
    expect(() => parameterImportances(some, { bestShare: 1 })).toThrow('bestShare: expected');
  });

  it('are of one objective alone, where it is named', () => {
    const both = {
      ...study(60, ({ rate, noise }) => ({ values: [Number(rate), Number(noise)] })),
      directions: ['maximize', 'minimize'] as const,
    };
    const first = (objective: number) => parameterImportances(both, { objective }).parameters[0]!.name;
    expect([first(0), first(1)]).toEqual(['rate', 'noise']);
  });

  it('take no time for many trials', async () => {
    const many = study(10_000, ({ rate }) => ({ values: [Number(rate)] }));
    expect(await computingMs(() => parameterImportances(many)), 'milliseconds').toBeLessThan(300);
  });
});
