import type { z } from 'zod';
import type { Value } from '../graph/graph.ts';
import type { InitializerSpec } from './initializers/index.ts';

/** A layer as data: its type and its options. Layers travel as JSON; what they do is in their definition. */
export interface LayerSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** What a layer may ask for while it is built into a graph. */
export interface LayerContext {
  /** Whether the graph is for training: batch statistics and dropout apply. */
  readonly training: boolean;
  /** Whether training leaves the parameters that the layer has asked for as they are, all of them. */
  isFrozen(): boolean;
  /** A trained tensor of this layer. Fans are the connections into and out of one unit, for the initialiser. */
  parameter(
    name: string,
    shape: readonly number[],
    initializer: InitializerSpec,
    fans?: { readonly fanIn: number; readonly fanOut: number },
  ): Value;
  /** A tensor of this layer that training updates without a gradient, such as a running mean. */
  statistic(name: string, shape: readonly number[], initializer: InitializerSpec): Value;
  /** Says what a statistic becomes after the step. */
  updateStatistic(name: string, value: Value): void;
  /** A random uint8 tensor of this layer that is 0 with probability `rate` and else 1, fresh in every step. */
  dropoutMask(shape: readonly number[], rate: number): Value;
  /** Builds further layers after `x`, inside this one; `option` is where they stand in it, for messages. */
  build(layers: readonly LayerSpec[], x: Value, option?: string): Value;
}

/** All that the system knows of one type of layer; a new type is one new file and one line of the index. */
export interface LayerDefinition<Options extends z.ZodType = z.ZodType> {
  readonly type: string;
  /** The schema of its options; `layers` is the schema of a list of layers, for those that hold some. */
  readonly options: (layers: z.ZodType<readonly LayerSpec[]>) => Options;
  /** Adds the layer to the graph of `x` and returns its output. */
  build(options: z.output<Options>, x: Value, context: LayerContext): Value;
}

export function defineLayer<Options extends z.ZodType>(
  definition: LayerDefinition<Options>,
): LayerDefinition<Options> {
  return definition;
}

/** The options of a layer as people write them: what has a default may be left out. */
export type LayerOptions<Definition extends LayerDefinition> = z.input<ReturnType<Definition['options']>>;
