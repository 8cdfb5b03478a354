import { hypervolume } from '../src/tune/hypervolume.ts';
import { paretoFront } from '../src/tune/pareto.ts';
import type { SamplerSpec } from '../src/tune/sampler.ts';
import type { Params } from '../src/tune/space/parameter.ts';
import type { SpaceInput } from '../src/tune/space/space.ts';
import { memoryStorage } from '../src/tune/storages/memory-storage.ts';
import { openStudy } from '../src/tune/study.ts';
import { evaluateStudy } from './evaluate-study.ts';

/** A function of two objectives; less is better in both. */
export interface TwoObjectiveFunction {
  readonly name: string;
  readonly space: SpaceInput;
  readonly valuesOf: (params: Params) => readonly [number, number];
}

const VARIABLES = 8;
/** Fronts are looked at from here. */
const REFERENCE = [1.1, 3];

/** Zitzler, Deb and Thiele 2000, with eight variables: one front bends inwards, the other outwards. */
export const twoObjectiveFunctions: readonly TwoObjectiveFunction[] = [
  zdt('zdt1', (ratio) => 1 - Math.sqrt(ratio)),
  zdt('zdt2', (ratio) => 1 - ratio ** 2),
];

function zdt(name: string, front: (ratio: number) => number): TwoObjectiveFunction {
  const names = Array.from({ length: VARIABLES }, (_, index) => `x${index}`);
  return {
    name,
    space: Object.fromEntries(names.map((variable) => [variable, { type: 'float', low: 0, high: 1 }])),
    valuesOf: (params) => {
      const [first, ...rest] = names.map((variable) => Number(params[variable]));
      const g = 1 + (9 * rest.reduce((total, x) => total + x, 0)) / rest.length;
      return [first!, g * front(first! / g)];
    },
  };
}

/** What the front of a sampler's trials leaves free of the rectangle from the origin to the reference. */
export async function missingVolume(
  { name, space, valuesOf }: TwoObjectiveFunction,
  sampler: SamplerSpec,
  { seed, evaluations }: { readonly seed: number; readonly evaluations: number },
): Promise<number> {
  const study = await openStudy(memoryStorage(), {
    name,
    space,
    objectives: ['first', 'second'].map((metric) => ({ metric, direction: 'minimize' })),
    sampler,
    seed,
    budget: { trials: evaluations },
  });
  await evaluateStudy(study, valuesOf);
  const front = paretoFront(study.trials, study.directions).map(({ values }) => values!);
  return REFERENCE[0]! * REFERENCE[1]! - hypervolume(front, REFERENCE);
}
