import type { z } from 'zod';
import type { RandomStream } from '../../core/random.ts';
import type { ImageShape } from '../augment/augmentation.ts';

/** A way to mix the images of a batch as data: its type and its options. */
export interface MixSpec {
  readonly type: string;
  /** How probable it is that an image is mixed with another, from 0 to 1. */
  readonly probability?: number;
  readonly [option: string]: unknown;
}

/**
 * Draws from `random` and writes a mixture of an image and its partner to `out`, which shares no memory with them.
 *
 * @returns the share of `image` in it, from 0 to 1; the rest is the partner's
 */
export type ImageMix = (
  image: Uint8Array,
  partner: Uint8Array,
  random: RandomStream,
  out: Uint8Array,
) => number;

/** All that the system knows of one way to mix; a new one is one new file and one line of the index. */
export interface MixDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly options: Options;
  /** Gets ready for images of one shape. */
  prepare(options: z.output<Options>, shape: ImageShape): ImageMix;
}

export function defineMix<Options extends z.ZodObject>(
  definition: MixDefinition<Options>,
): MixDefinition<Options> {
  return definition;
}

/** The options of a way to mix as people write them. */
export type MixOptions<Definition extends MixDefinition> = z.input<Definition['options']> & {
  readonly probability?: number;
};
