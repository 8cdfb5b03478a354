import { z } from 'zod';
import { namePatternsSchema } from '../core/name-pattern.ts';
import type { Value } from '../graph/graph.ts';

/** A regulariser as data: its type, its options and the parameters that it is for. */
export interface RegularizerSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** What every regulariser may say: the parameters that it is for, by name; all kernels where not given. */
export const regularizerOptions = z.strictObject({ parameters: namePatternsSchema.optional() });

/** A regulariser; a new one is one new file and one line of the index. */
export interface RegularizerDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly options: Options;
  /** What it adds to the loss for each element of a parameter: as a graph, and as a number. */
  readonly penalty?: {
    build(options: z.output<Options>, parameter: Value): Value;
    ofElement(options: z.output<Options>, element: number): number;
  };
  /** What it makes of a parameter after each update, as a graph. */
  readonly constrain?: (options: z.output<Options>, parameter: Value) => Value;
}

export function defineRegularizer<Options extends z.ZodObject>(
  definition: RegularizerDefinition<Options>,
): RegularizerDefinition<Options> {
  return definition;
}
