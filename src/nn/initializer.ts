import type { z } from 'zod';
import type { Choice } from '../core/choice.ts';
import type { RandomStream } from '../core/random.ts';

/** The tensor that an initialiser fills. Fans are the connections into and out of one unit. */
export interface InitializedTensor {
  /** Kernels are [inputs, units] or [filters, channels, height, width]. */
  readonly shape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
}

/** All that the system knows of one initialiser; a new one is one new file and one line of the index. */
export interface InitializerDefinition<
  Type extends string = string,
  Options extends z.ZodObject = z.ZodObject,
> extends Choice<Type, Options> {
  /** Raises `ShapeError` where it cannot fill a tensor of this shape; nothing to check where left out. */
  checkShape?(options: z.output<Options>, shape: readonly number[]): void;
  /** Fills a new tensor of zeros, row-major. */
  fill(options: z.output<Options>, data: Float32Array, tensor: InitializedTensor, stream: RandomStream): void;
}

export function defineInitializer<const Type extends string, Options extends z.ZodObject>(
  definition: InitializerDefinition<Type, Options>,
): InitializerDefinition<Type, Options> {
  return definition;
}
