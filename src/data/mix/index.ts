import { z } from 'zod';
import { probabilitySchema } from '../augment/ranges.ts';
import { cutMixMix } from './cut-mix.ts';
import type { MixDefinition, MixSpec } from './mix.ts';
import { mixupMix } from './mixup.ts';

/** Every way to mix the images of a batch. */
export const mixDefinitions: readonly MixDefinition[] = [mixupMix, cutMixMix];

export const mixSchema = z.discriminatedUnion(
  'type',
  mixDefinitions.map(({ type, options }) =>
    options.safeExtend({ type: z.literal(type), probability: probabilitySchema.default(1) }),
  ) as never,
  { error: `Expected a type of ${mixDefinitions.map(({ type }) => type).join(', ')}` },
) as unknown as z.ZodType<MixSpec>;
