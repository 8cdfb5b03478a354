import type { z } from 'zod';
import type { RandomStream } from '../../core/random.ts';

/** An augmentation as data: its type, how probable it is and its options. */
export interface AugmentationSpec {
  readonly type: string;
  /** How probable it is that an image is changed, from 0 to 1. */
  readonly probability?: number;
  readonly [option: string]: unknown;
}

/** Height, width and channels of an image; its bytes go row by row, channels last. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Draws from `random` and writes all bytes of the changed image to `out`, which shares no memory with `image`. */
export type ImageChange = (image: Uint8Array, random: RandomStream, out: Uint8Array) => void;

/** All that the system knows of one type of augmentation; a new type is one new file and one line of the index. */
export interface AugmentationDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly options: Options;
  /** How probable it is that an image is changed where a recipe does not say. */
  readonly probability: number;
  /**
   * Gets ready for images of one shape, with memory of its own. What is drawn must depend on the stream alone, so that
   * an image comes out the same whatever was changed before it.
   *
   * @throws OptionError for a shape that does not go with the options
   */
  prepare(options: z.output<Options>, shape: ImageShape): ImageChange;
}

export function defineAugmentation<Options extends z.ZodObject>(
  definition: AugmentationDefinition<Options>,
): AugmentationDefinition<Options> {
  return definition;
}

/** The options of an augmentation as people write them: what has a default may be left out. */
export type AugmentationOptions<Definition extends AugmentationDefinition> = z.input<
  Definition['options']
> & {
  readonly probability?: number;
};
