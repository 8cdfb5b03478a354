import { typedUnion } from '../../core/typed-union.ts';
import { probabilitySchema } from '../augment/ranges.ts';
import { cutMixMix } from './cut-mix.ts';
import type { MixDefinition, MixSpec } from './mix.ts';
import { mixupMix } from './mixup.ts';

/** Every way to mix the images of a batch. */
export const mixDefinitions: readonly MixDefinition[] = [mixupMix, cutMixMix];

export const mixSchema = typedUnion<MixSpec>(
  mixDefinitions.map(({ type, options }) => ({
    type,
    options: options.safeExtend({ probability: probabilitySchema.default(1) }),
  })),
  `Expected a type of ${mixDefinitions.map(({ type }) => type).join(', ')}`,
);
