import type { z } from 'zod';
import type { RandomStream } from '../core/random.ts';
import type { Params } from './space/parameter.ts';
import type { Space } from './space/space.ts';
import type { Json } from '../core/json.ts';
import type { Direction, Trial } from './trial.ts';

/** What a sampler chooses by. It remembers nothing itself, so that a resumed study goes on as it would have. */
export interface SamplerContext {
  readonly space: Space;
  /** One a objective. */
  readonly directions: readonly Direction[];
  /** All trials of the study but the one that is to be chosen, by number. */
  readonly trials: readonly Trial[];
  /** Of the trial that is to be chosen. */
  readonly number: number;
  readonly seed: number;
  /** Its own numbers, by the seed and the trial's number. */
  readonly random: RandomStream;
}

/** What a sampler chose. */
export interface Suggestion {
  readonly params: Params;
  /** What it wants to know of the trial later; kept with it. */
  readonly note?: Json;
}

/** One way to choose what is tried next. */
export interface SamplerDefinition<Options extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly options: Options;
  /** Raises `OptionError` where it cannot do anything with the space or the objectives. */
  check?(space: Space, directions: readonly Direction[], options: z.output<Options>): void;
  /** How many different trials there are, where they come to an end. */
  count?(space: Space, options: z.output<Options>): number;
  suggest(context: SamplerContext, options: z.output<Options>): Suggestion;
}

/** A sampler as data: its type and options. */
export interface SamplerSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** Types a definition by its own options, and gives it as every definition is kept. */
export function defineSampler<Options extends z.ZodObject>(
  definition: SamplerDefinition<Options>,
): SamplerDefinition<Options> {
  return definition;
}
