import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testPruner, type PrunerTest } from '../../testing/test-pruner.ts';
import { reportsOf, triedTrial } from '../../testing/tried-trial.ts';
import type { PrunerSpec } from '../pruner.ts';
import { memoryStorage } from '../storages/memory-storage.ts';
import { openStudy } from '../study.ts';
import type { Direction, Trial } from '../trial.ts';
import { bracketOf, bracketShares, hyperband } from './hyperband.ts';
import { prunerDefinitions, prunerSchema, resolvePruner } from './index.ts';
import { median } from './median.ts';
import { patient } from './patient.ts';
import { percentile } from './percentile.ts';
import { successiveHalving } from './successive-halving.ts';
import { threshold } from './threshold.ts';

const whole = (path: string) => `study: pruner.${path}: expected a whole number of at least`;

const tests: readonly PrunerTest[] = [
  {
    spec: median(),
    refused: [
      [{ startupTrials: -1 }, whole('startupTrials')],
      [{ warmUp: 0.5 }, whole('warmUp')],
      [{ interval: 0 }, 'study: pruner.interval: expected a positive integer, got 0'],
      [{ minTrials: 0 }, 'study: pruner.minTrials: expected a positive integer, got 0'],
    ],
  },
  {
    spec: percentile({ percentile: 30, warmUp: 1 }),
    refused: [[{ percentile: 101 }, 'study: pruner.percentile: expected a number from 0 to 100, got 101']],
  },
  {
    spec: successiveHalving({ reductionFactor: 3 }),
    refused: [
      [{ reductionFactor: 1 }, whole('reductionFactor')],
      [{ minResource: 0 }, 'study: pruner.minResource: expected a positive integer, got 0'],
      [{ minEarlyStoppingRate: -1 }, whole('minEarlyStoppingRate')],
      [{ bootstrapCount: -1 }, whole('bootstrapCount')],
    ],
  },
  {
    spec: hyperband(),
    refused: [
      [{ minResource: 10 }, 'study: pruner.minResource is 10, but trials have 9 steps'],
      [{ reductionFactor: 1.5 }, whole('reductionFactor')],
    ],
  },
  {
    spec: threshold({ lower: 0.1, upper: 0.8, warmUp: 1 }),
    mirror: threshold({ lower: -0.8, upper: -0.1, warmUp: 1 }),
    alone: true,
    refused: [
      [{ upper: 0 }, 'study: pruner.upper: expected at least lower, got 0'],
      [{ lower: undefined, upper: undefined }, 'study: pruner: expected lower, upper or both'],
    ],
  },
  {
    spec: patient({ patience: 1, pruner: median({ startupTrials: 3 }) }),
    refused: [
      [{ patience: -1 }, whole('patience')],
      [{ minDelta: -1 }, 'study: pruner.minDelta: expected a number of at least 0, got -1'],
      [{ pruner: { type: 'patient', patience: 1 } }, 'study: pruner.pruner.type: expected a pruner with'],
      [{ pruner: hyperband({ minResource: 12 }) }, 'minResource is 12'],
    ],
  },
];

tests.forEach(testPruner);
testPruner({ spec: patient({ patience: 2 }), alone: true, refused: [] });

it('every pruner is tested', () => {
  expect(tests.map(({ spec }) => spec.type).sort()).toEqual(prunerDefinitions.map(({ type }) => type).sort());
});

interface GoldenFile {
  readonly steps: number;
  readonly curves: readonly (readonly number[])[];
  readonly failing: Readonly<Record<string, number>>;
  readonly sparse: readonly number[];
  readonly cases: readonly {
    readonly pruner: PrunerSpec;
    readonly direction: Direction;
    readonly workers: number;
    readonly sparse: boolean;
    readonly prunedAt: readonly (number | null)[];
  }[];
  readonly brackets: readonly {
    readonly steps: number;
    readonly minResource: number;
    readonly reductionFactor: number;
    readonly shares: readonly number[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/optuna-pruners.json', import.meta.url), 'utf8'),
) as GoldenFile;

/** Works on the trials as scripts/golden/optuna_pruners.py does; gives the step at which each was pruned. */
function prunedAt({ pruner, direction, workers, sparse }: GoldenFile['cases'][number]): (number | null)[] {
  const { definition, options } = resolvePruner(prunerSchema.parse(pruner));
  const { curves, failing, steps } = golden;
  const trials: Trial[] = [];
  let atWork: { number: number; step: number }[] = [];
  const end = (number: number, state: Trial['state']) => {
    trials[number] = { ...trials[number]!, state };
    atWork = atWork.filter((entry) => entry.number !== number);
  };
  const ended: (number | null)[] = curves.map(() => null);
  while (trials.length < curves.length || atWork.length > 0) {
    while (atWork.length < workers && trials.length < curves.length) {
      atWork.push({ number: trials.length, step: 0 });
      trials.push(triedTrial({ number: trials.length, state: 'running' }));
    }
    for (const entry of [...atWork]) {
      const { number } = entry;
      entry.step += sparse && golden.sparse.includes(number) ? 2 : 1;
      const { step } = entry;
      if (step >= (failing[number] ?? Infinity)) end(number, 'failed');
      else if (step > steps) end(number, 'complete');
      else {
        const trial = trials[number]!;
        const value = curves[number]![step - 1]!;
        trials[number] = { ...trial, reports: [...trial.reports, { step, value }] };
        const context = { trial: trials[number], trials, direction, steps };
        if (definition.judge(context, options) === undefined) continue;
        end(number, 'pruned');
        ended[number] = step;
      }
    }
  }
  return ended;
}

describe('the verdicts are those of Optuna', () => {
  it.each(golden.cases.map((entry) => [JSON.stringify(entry.pruner), entry.direction, entry] as const))(
    '%s, %s',
    (_, __, entry) => {
      expect(prunedAt(entry)).toEqual(entry.prunedAt);
    },
  );

  it.each(golden.brackets)(
    'as are the brackets of $steps steps from $minResource',
    ({ steps, shares, ...spec }) => {
      expect(bracketShares(steps, { ...spec, bootstrapCount: 0 })).toEqual(shares);
    },
  );
});

it('a pruner is refused with several objectives', async () => {
  const objectives = (['accuracy', 'parameters'] as const).map((metric) => ({
    metric,
    direction: 'minimize' as const,
  }));
  const study = openStudy(memoryStorage(), { name: 'study', space: {}, objectives, pruner: median() });
  await expect(study).rejects.toThrow('study: pruner: median judges by one objective, not by 2');
});

describe('hyperband', () => {
  it('counts brackets exactly where a logarithm would round', () => {
    expect(bracketShares(243, { minResource: 1, reductionFactor: 3, bootstrapCount: 0 })).toHaveLength(6);
  });

  it('spreads any row of trials over the brackets by their shares', () => {
    const shares = [27, 12, 6, 4];
    for (const [from, to] of [
      [0, 49],
      [100, 120],
      [9000, 9098],
    ] as const) {
      const counts = shares.map(() => 0);
      for (let number = from; number < to; number++) counts[bracketOf(number, shares)]!++;
      counts.forEach((count, bracket) => {
        expect(Math.abs(count - (shares[bracket]! * (to - from)) / 49)).toBeLessThan(3);
      });
    }
  });

  it('says what it needs where the steps are not known', async () => {
    const open = (pruner: PrunerSpec) => openStudy(memoryStorage(), { name: 'study', space: {}, pruner });
    const message = 'study: the pruner hyperband has to know how many steps a trial takes';
    await expect(open(hyperband())).rejects.toThrow(message);
    await expect(open(patient({ patience: 1, pruner: hyperband() }))).rejects.toThrow(message);
  });
});

describe('reasons', () => {
  const judge = (spec: PrunerSpec, mine: number[], others: number[][], steps = 9) => {
    const { definition, options } = resolvePruner(prunerSchema.parse(spec));
    const trials = others.map((values, number) => triedTrial({ number, reports: reportsOf(values) }));
    const trial = triedTrial({ number: others.length, state: 'running', reports: reportsOf(mine) });
    return definition.judge({ trial, trials: [...trials, trial], direction: 'maximize', steps }, options);
  };
  const others = [0.7, 0.8, 0.9, 0.6].map((value) => [value - 0.1, value]);

  it.each<[PrunerSpec, number[], string | undefined]>([
    [
      median({ startupTrials: 4 }),
      [0.72, 0.5],
      '0.72 at best by step 2, where the median of 4 trials was 0.75',
    ],
    [median({ startupTrials: 4 }), [0.76, 0.5], undefined],
    [median(), [0.1, 0.1], undefined],
    [median({ startupTrials: 0, warmUp: 2 }), [0.1, 0.1], undefined],
    [
      percentile({ percentile: 25, startupTrials: 1 }),
      [0.7, 0.82],
      '0.82 at best by step 2, where the best 25% of 4 trials had 0.825 or better',
    ],
    [
      successiveHalving({ reductionFactor: 2 }),
      [0.6, 0.75],
      '0.75 at step 2 is not among the best 2 of 5 trials there, 0.8 or better',
    ],
    [successiveHalving({ minResource: 2 }), [0.6, 0.91], undefined],
    [
      successiveHalving({ minResource: 2 }),
      [0.6, 0.85],
      '0.85 at step 2 is not the best of 5 trials there, 0.9 or better',
    ],
    [
      successiveHalving({ bootstrapCount: 5 }),
      [0.95],
      '0.95 at step 1, where the first 5 trials do not go on',
    ],
    [successiveHalving({ minResource: 3 }), [0.1, 0.1], undefined],
    [
      hyperband({ minResource: 2, reductionFactor: 5 }),
      [0.6, 0.65],
      '0.65 at step 2 is not the best of 5 trials there, 0.9 or better (bracket 1 of 1)',
    ],
    [patient({ patience: 1 }), [0.5, 0.6, 0.4, 0.45], '0.45 at best after step 2, 0.6 until then'],
    [patient({ patience: 1, minDelta: 0.2 }), [0.5, 0.6, 0.4, 0.45], undefined],
    [patient({ patience: 2 }), [0.5, 0.4, 0.3], undefined],
    [threshold({ lower: 0.3 }), [0.2], '0.2 at step 1 is below 0.3'],
    [threshold({ upper: 0.3, interval: 2 }), [0.4, 0.5], undefined],
  ])('%j of %j', (spec, mine, reason) => {
    expect(judge(spec, mine, others)).toBe(reason);
  });
});
