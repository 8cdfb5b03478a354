import type { z } from 'zod';
import type { Choice } from '../core/choice.ts';
import type { Value } from '../graph/graph.ts';

/** All that the system knows of one activation; a new one is one new file and one line of the index. */
export interface ActivationDefinition<
  Type extends string = string,
  Options extends z.ZodObject = z.ZodObject,
> extends Choice<Type, Options> {
  /** Adds it to the graph of `x`; the shape stays. */
  apply(x: Value, options: z.output<Options>): Value;
}

export function defineActivation<const Type extends string, Options extends z.ZodObject>(
  definition: ActivationDefinition<Type, Options>,
): ActivationDefinition<Type, Options> {
  return definition;
}
