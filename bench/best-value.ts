import type { SamplerSpec } from '../src/tune/sampler.ts';
import { memoryStorage } from '../src/tune/storages/memory-storage.ts';
import { openStudy } from '../src/tune/study.ts';
import { evaluateStudy } from './evaluate-study.ts';
import type { ObjectiveFunction } from './objective-functions.ts';

/** The least value that a sampler finds in so many evaluations, one after the other. */
export async function bestValue(
  { name, space, valueOf }: ObjectiveFunction,
  sampler: SamplerSpec,
  { seed, evaluations }: { readonly seed: number; readonly evaluations: number },
): Promise<number> {
  const study = await openStudy(memoryStorage(), {
    name,
    space,
    sampler,
    seed,
    budget: { trials: evaluations },
  });
  await evaluateStudy(study, valueOf);
  return study.best!.values![0]!;
}
