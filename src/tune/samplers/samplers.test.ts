import { describe, expect, it } from 'vitest';
import { testSampler, type SamplerTest } from '../../testing/test-sampler.ts';
import { samplerDefinitions } from './index.ts';
import { randomSearch } from './random.ts';

const cases: readonly SamplerTest[] = [{ sampler: randomSearch() }];

describe.each(cases)('$sampler.type', (test) => {
  testSampler(test);
});

it('knows every sampler', () => {
  const tested = new Set(cases.map(({ sampler }) => sampler.type));
  expect(samplerDefinitions.map(({ type }) => type).filter((type) => !tested.has(type))).toEqual([]);
});
