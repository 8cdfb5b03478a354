import type { z } from 'zod';
import type { Value } from '../graph/graph.ts';

/** What an optimiser reads to update one parameter. */
export interface UpdateContext {
  readonly parameter: Value;
  readonly gradient: Value;
  /** The optimiser's own tensors for the parameter, each of its shape. */
  readonly slots: Readonly<Record<string, Value>>;
  /** The step's numbers, as float32 scalars. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/** An optimiser; a new one is one new file and one line of the index. */
export interface OptimizerDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly options: Options;
  /** The names of the tensors that are kept for each parameter; they begin as zeros. */
  slots(options: z.output<Options>): readonly string[];
  /**
   * The numbers that change from step to step, computed in float64 outside the graph.
   *
   * @param step the number of this step, from 1
   */
  scalars(options: z.output<Options>, step: number, learningRate: number): Readonly<Record<string, number>>;
  /** The parameter and the slots after the step, as a graph. */
  update(
    options: z.output<Options>,
    context: UpdateContext,
  ): { readonly parameter: Value; readonly slots: Readonly<Record<string, Value>> };
}

export function defineOptimizer<Options extends z.ZodObject>(
  definition: OptimizerDefinition<Options>,
): OptimizerDefinition<Options> {
  return definition;
}
