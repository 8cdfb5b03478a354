import { z } from 'zod';
import type { RandomStream } from '../../core/random.ts';
import { defineSampler, type SamplerSpec } from '../sampler.ts';
import { valueAt, type Parameter, type ParameterValue } from '../space/parameter.ts';
import { fillParams } from '../space/space.ts';
import { fromUnit } from '../space/unit-interval.ts';

/** Every parameter on its own, each value equally likely; numbers with `log` by their logarithm. */
export const randomSampler = defineSampler({
  type: 'random',
  options: z.strictObject({}),
  suggest: ({ space, random }) => ({
    params: fillParams(space, (parameter) => randomValue(parameter, random)),
  }),
});

/** A value of a parameter, each equally likely. */
export function randomValue(parameter: Parameter, random: RandomStream): ParameterValue {
  return parameter.type === 'choice'
    ? valueAt(parameter, random.integer(parameter.values.length))
    : fromUnit(parameter, random.float64());
}

/** Random search (Bergstra and Bengio 2012); see `randomSampler`. @example randomSearch() */
export function randomSearch(): SamplerSpec {
  return { type: 'random' };
}
