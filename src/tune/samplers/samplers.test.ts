import { describe, expect, it } from 'vitest';
import { testSampler, type SamplerTest } from '../../testing/test-sampler.ts';
import type { SpaceInput } from '../space/space.ts';
import { samplerDefinitions } from './index.ts';
import { cmaEs } from './cma-es.ts';
import { gp } from './gp.ts';
import { grid } from './grid.ts';
import { nsga2 } from './nsga2.ts';
import { randomSearch } from './random.ts';
import { sobol } from './sobol.ts';
import { tpe } from './tpe.ts';

const many: SpaceInput = Object.fromEntries(
  Array.from({ length: 101 }, (_, index) => [`x${index}`, { type: 'integer', low: 0, high: 9 }]),
);

const choices: SpaceInput = { optimizer: { type: 'choice', values: ['sgd', 'adam'] } };

const bowl: SpaceInput = { x: { type: 'float', low: -1, high: 1 } };

const cases: readonly SamplerTest[] = [
  { sampler: randomSearch() },
  {
    sampler: grid({ points: 3 }),
    refusedOptions: [
      [{ points: 1 }, 'points: expected a whole number of at least 2, got 1'],
      [{ shuffle: 1 }, 'shuffle: expected true or false, got 1'],
    ],
    refused: [[many, ['minimize'], 'sampler grid: there are more than 100000 combinations']],
  },
  {
    sampler: sobol(),
    refused: [[many, ['minimize'], 'sampler sobol: the space has 101 parameters']],
    bowl: 0.02,
  },
  {
    sampler: cmaEs(),
    refusedOptions: [
      [{ sigma: 0 }, 'sigma: expected a number above 0, at most 1, got 0'],
      [{ population: 3 }, 'population: expected a whole number of at least 4, got 3'],
    ],
    refused: [
      [many, ['minimize'], 'sampler cmaEs: the space has 101 numeric parameters that are always in use'],
      [choices, ['minimize'], 'sampler cmaEs: the space has 0 numeric parameters that are always in use'],
      [bowl, ['minimize', 'maximize'], 'sampler cmaEs: there are several objectives'],
    ],
    bowl: 0.001,
  },
  {
    sampler: tpe({ startupTrials: 4 }),
    refusedOptions: [
      [{ startupTrials: -1 }, 'startupTrials: expected a whole number of at least 0, got -1'],
      [{ candidates: 0 }, 'candidates: expected a positive integer, got 0'],
      [{ priorWeight: 0 }, 'priorWeight: expected a number above 0, got 0'],
      [{ multivariate: false, group: true }, 'group: expected false where multivariate is false'],
    ],
    bowl: 0.003,
  },
  { sampler: tpe({ startupTrials: 4, multivariate: false, constantLiar: false }), bowl: 0.005 },
  { sampler: tpe({ startupTrials: 4, group: true }) },
  {
    sampler: gp({ startupTrials: 5 }),
    refusedOptions: [[{ startupTrials: 0 }, 'startupTrials: expected a whole number of at least 1, got 0']],
    refused: [
      [many, ['minimize'], 'sampler gp: the space has 101 parameters with more than one value'],
      [{}, ['minimize'], 'sampler gp: the space has 0 parameters with more than one value'],
      [bowl, ['minimize', 'minimize'], 'sampler gp: there are several objectives'],
    ],
    bowl: 1e-4,
    runs: 8,
  },
  {
    sampler: nsga2({ population: 4 }),
    refusedOptions: [
      [{ population: 1 }, 'population: expected a whole number of at least 2, got 1'],
      [{ mutation: 1.5 }, 'mutation: expected a number from 0 to 1, got 1.5'],
    ],
    bowl: 0.05,
  },
];

describe.each(cases)('$sampler.type', (test) => {
  testSampler(test);
});

it('knows every sampler', () => {
  const tested = new Set(cases.map(({ sampler }) => sampler.type));
  expect(samplerDefinitions.map(({ type }) => type).filter((type) => !tested.has(type))).toEqual([]);
});
