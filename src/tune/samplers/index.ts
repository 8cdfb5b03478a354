import { InternalError } from '../../core/errors.ts';
import { typedUnion } from '../../core/typed-union.ts';
import type { SamplerDefinition, SamplerSpec } from '../sampler.ts';
import { cmaEsSampler } from './cma-es.ts';
import { gpSampler } from './gp.ts';
import { gridSampler } from './grid.ts';
import { nsga2Sampler } from './nsga2.ts';
import { randomSampler } from './random.ts';
import { sobolSampler } from './sobol.ts';
import { tpeSampler } from './tpe.ts';

/** Every sampler. */
export const samplerDefinitions: readonly SamplerDefinition[] = [
  randomSampler,
  gridSampler,
  sobolSampler,
  cmaEsSampler,
  tpeSampler,
  gpSampler,
  nsga2Sampler,
];

export const samplerSchema = typedUnion<SamplerSpec, SamplerSpec>(
  samplerDefinitions,
  `Expected a sampler with a type of ${samplerDefinitions.map(({ type }) => type).join(', ')}`,
);

/** The definition of a sampler and its checked options. */
export function resolveSampler(spec: SamplerSpec) {
  const { type, ...options } = spec;
  const definition = samplerDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no sampler of type ${type}`);
  return { definition, options: definition.options.parse(options) };
}
