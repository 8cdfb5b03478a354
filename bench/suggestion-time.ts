import { chooseParams } from '../src/tune/choose-params.ts';
import type { SamplerSpec } from '../src/tune/sampler.ts';
import { randomSearch } from '../src/tune/samplers/random.ts';
import { parseSpace } from '../src/tune/space/space.ts';
import type { Trial } from '../src/tune/trial.ts';
import type { ObjectiveFunction } from './objective-functions.ts';

const SUGGESTIONS = 20;

/** The milliseconds of some suggestions after so many trials at random, rising; the first few are warm-up. */
export function suggestionTimes(
  { space: input, valueOf }: ObjectiveFunction,
  sampler: SamplerSpec,
  history: number,
): number[] {
  const space = parseSpace(input);
  const directions = ['minimize'] as const;
  const suggest = (from: SamplerSpec, trials: readonly Trial[], number: number) =>
    chooseParams(
      { space, directions, trials, definition: { sampler: from, seed: 0 } },
      { number, fixed: {} },
    );
  const trials = Array.from({ length: history }, (_, number): Trial => {
    const { params } = suggest(randomSearch(), [], number);
    const values = [valueOf(params)];
    return {
      number,
      state: 'complete',
      params,
      values,
      fixed: {},
      reports: [],
      attempts: 1,
      losses: 0,
      queuedAt: 0,
      facts: {},
    };
  });
  const times = Array.from({ length: 5 + SUGGESTIONS }, (_, further) => {
    const begin = performance.now();
    suggest(sampler, trials, history + further);
    return performance.now() - begin;
  });
  return times.slice(5).sort((a, b) => a - b);
}
