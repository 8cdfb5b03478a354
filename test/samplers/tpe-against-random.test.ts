import { expect, it } from 'vitest';
import { bestValue } from '../../bench/best-value.ts';
import { objectiveFunctions } from '../../bench/objective-functions.ts';
import { mannWhitney } from '../../src/metrics/mann-whitney.ts';
import type { SamplerSpec } from '../../src/tune/sampler.ts';
import { randomSearch } from '../../src/tune/samplers/random.ts';
import { tpe } from '../../src/tune/samplers/tpe.ts';

const SEEDS = 12;

it.each(objectiveFunctions)('TPE finds less than random search on $name', async (objective) => {
  const bestOf = async (sampler: SamplerSpec) => {
    const found: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      found.push(await bestValue(objective, sampler, { seed, evaluations: 80 }));
    }
    return found;
  };
  const { superiority, pValue } = mannWhitney(await bestOf(randomSearch()), await bestOf(tpe()));
  expect(superiority).toBeGreaterThan(0.5);
  expect(pValue).toBeLessThan(0.05);
});
