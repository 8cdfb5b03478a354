import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tpeDensities, tpeSampler, type TpeOptions } from '../../src/tune/samplers/tpe.ts';
import { jointGroups } from '../../src/tune/samplers/tpe/joint-groups.ts';
import type { Params } from '../../src/tune/space/parameter.ts';
import { parseSpace, type SpaceInput } from '../../src/tune/space/space.ts';
import type { Direction, Report, Trial } from '../../src/tune/trial.ts';

interface GoldenTrial {
  readonly state: 'complete' | 'pruned' | 'running' | 'infeasible' | 'error';
  readonly params: Params;
  readonly values?: readonly number[];
  readonly reports?: readonly Report[];
}

/** What Optuna drew for parameters that it chooses together, with log densities and what it maximizes. */
interface GoldenSuggestion {
  readonly parameters: readonly string[];
  readonly candidates: readonly Params[];
  readonly better: readonly number[];
  readonly others: readonly number[];
  readonly acquisition: readonly number[];
}

interface GoldenHistory {
  readonly name: string;
  readonly space: SpaceInput;
  readonly directions: readonly Direction[];
  readonly trials: readonly GoldenTrial[];
  readonly settings: readonly {
    readonly name: string;
    readonly options: TpeOptions;
    readonly suggestions: readonly GoldenSuggestion[];
  }[];
}

/** What scripts/golden/optuna_tpe.py writes. */
const { histories } = JSON.parse(readFileSync(join(import.meta.dirname, 'optuna-tpe.json'), 'utf8')) as {
  readonly histories: readonly GoldenHistory[];
};

function trialOf({ state, ...told }: GoldenTrial, number: number): Trial {
  const failed = state === 'infeasible' || state === 'error';
  return {
    number,
    state: failed ? 'failed' : state,
    ...(failed ? { failure: { kind: state, message: state } } : {}),
    fixed: {},
    reports: [],
    attempts: 1,
    losses: 0,
    queuedAt: 0,
    facts: {},
    ...told,
  };
}

const cases = histories.flatMap(({ name, settings, ...history }) =>
  settings.map((setting) => ({ title: `${name}, ${setting.name}`, ...history, ...setting })),
);

describe('densities of better trials and others are those of Optuna', () => {
  it.each(cases)('$title', ({ space: input, directions, trials, options: given, suggestions }) => {
    const space = parseSpace(input);
    const options = tpeSampler.options.parse(given);
    const { group, multivariate = directions.length === 1 || group } = options;
    const groups = jointGroups(space, { group, multivariate });
    const densitiesOf = tpeDensities({ trials: trials.map(trialOf), directions }, options);
    expect(suggestions.length).toBeGreaterThan(0);
    for (const { parameters, candidates, ...expected } of suggestions) {
      const together = groups.find((members) => members.some(({ name }) => parameters.includes(name)))!;
      expect(together.map(({ name }) => name).sort()).toEqual([...parameters].sort());
      const { better, others } = densitiesOf(together);
      candidates.forEach((params, index) => {
        const [ofBetter, ofOthers] = [better.logDensity(params), others.logDensity(params)];
        expect(Math.abs(ofBetter - expected.better[index]!), JSON.stringify(params)).toBeLessThan(1e-9);
        expect(Math.abs(ofOthers - expected.others[index]!), JSON.stringify(params)).toBeLessThan(1e-9);
        expect(Math.abs(ofBetter - ofOthers - expected.acquisition[index]!)).toBeLessThan(1e-9);
      });
    }
  });
});
