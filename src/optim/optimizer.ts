import type { z } from 'zod';
import type { Value } from '../graph/graph.ts';
import type { LearningRate } from './schedule.ts';
import type { updateOptionsSchema } from './update-options.ts';

/** An optimiser as data: its type, its learning rate and its options. */
export interface OptimizerSpec {
  readonly type: string;
  readonly learningRate: LearningRate;
  readonly [option: string]: unknown;
}

/** What an optimiser knows of a parameter when the step is built. */
export interface ParameterFacts {
  /** A dense kernel is [inputs, units], a convolution's [filters, inputs / groups, height, width]. */
  readonly shape: readonly number[];
  /** Whether it is the kernel of the model's last layer with one, which gives the classes. */
  readonly isOutput: boolean;
}

/**
 * Whether a parameter is a kernel: a dense one has two axes and a convolution's four. What a norm scales by has one, or as
 * many as an image, which is three.
 */
export function isKernel({ shape }: Pick<ParameterFacts, 'shape'>): boolean {
  return shape.length === 2 || shape.length === 4;
}

/** What an optimiser reads to update one parameter. */
export interface UpdateContext {
  readonly parameter: ParameterFacts;
  readonly gradient: Value;
  /** The optimiser's own tensors for the parameter, each of its shape. */
  readonly slots: Readonly<Record<string, Value>>;
  /** The step's numbers, as float32 scalars. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/** What one step does to a parameter. */
export interface ParameterUpdate {
  /** What is taken away from the parameter, the learning rate included. */
  readonly change: Value;
  /** The slots after the step, all of them. */
  readonly slots: Readonly<Record<string, Value>>;
}

/**
 * An optimiser; a new one is one new file and one line of the index. Weight decay, gradient clipping, parameter groups,
 * Lookahead and averages are not its business: they work around every one.
 */
export interface OptimizerDefinition<Options extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  /** What a recipe gets that does not say. */
  readonly defaults: { readonly learningRate: number; readonly weightDecay: number };
  readonly options: Options;
  /** The tensors that are kept for a parameter, by name, with the number that fills them at the beginning. */
  slots(options: z.output<Options>, parameter: ParameterFacts): Readonly<Record<string, number>>;
  /**
   * The numbers that change from step to step, computed in float64 outside the graph. Their names do not depend on the
   * step.
   *
   * @param step the number of this step, from 1
   */
  scalars(options: z.output<Options>, step: number, learningRate: number): Readonly<Record<string, number>>;
  /** The share of the learning rate that a parameter's weight decay goes by; 1 where it is left out. */
  decayFactor?(options: z.output<Options>, parameter: ParameterFacts): number;
  /** The update of one parameter, as a graph. */
  update(options: z.output<Options>, context: UpdateContext): ParameterUpdate;
}

export function defineOptimizer<Options extends z.ZodObject>(
  definition: OptimizerDefinition<Options>,
): OptimizerDefinition<Options> {
  return definition;
}

/** The options of an optimiser as people write them: what has a default may be left out. */
export type OptimizerOptions<Definition extends OptimizerDefinition> = z.input<Definition['options']> &
  z.input<typeof updateOptionsSchema> & { readonly learningRate?: LearningRate };

/** An optimiser of some options as data. */
export function optimizerSpec(definition: OptimizerDefinition, options: object): OptimizerSpec {
  return { type: definition.type, learningRate: definition.defaults.learningRate, ...options };
}
