import type { z } from 'zod';
import type { Direction, Trial } from './trial.ts';

/** What a pruner judges by. It remembers nothing itself. */
export interface PrunerContext {
  /** The one that has just reported, with all its reports. */
  readonly trial: Trial;
  /** All trials of the study, this one included, by number. */
  readonly trials: readonly Trial[];
  /** Of the reports, which are of the first objective. */
  readonly direction: Direction;
  /** The most steps that a trial takes, where it is known. */
  readonly steps?: number | undefined;
}

/** One way to tell which trials are not worth finishing. */
export interface PrunerDefinition<Options extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly options: Options;
  /** Raises `OptionError` where it cannot do anything with the study. */
  check?(study: Pick<PrunerContext, 'steps'>, options: z.output<Options>): void;
  /** Why the trial should end, in words; nothing where it should go on. Is asked after every report. */
  judge(context: PrunerContext, options: z.output<Options>): string | undefined;
}

/** A pruner as data: its type and options. */
export interface PrunerSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** Types a definition by its own options, and gives it as every definition is kept. */
export function definePruner<Options extends z.ZodObject>(
  definition: PrunerDefinition<Options>,
): PrunerDefinition<Options> {
  return definition;
}
