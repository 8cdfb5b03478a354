import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { wholeNumber } from '../options.ts';

/** How trials are worked on. */
export interface WorkerOptions {
  readonly workers: number;
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
}

/** Adds the options that say how trials are worked on. */
export function addWorkOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--workers <n>', 'trials at once, which share the cores')
        .argParser(wholeNumber('--workers', 1, 64))
        .default(1),
    )
    .option(
      '--threads <n>',
      'threads of each trial; the cores divided by the workers by default',
      wholeNumber('--threads', 1, 256),
    )
    .addOption(
      new Option('--layout <layout>', 'plain keeps to standard operators').choices(['auto', 'plain']),
    );
}

/** The threads of each trial: those that were asked for, or its share of the cores. */
export function threadsOf({ workers, threads }: WorkerOptions): { readonly threads: number } {
  return { threads: threads ?? Math.max(1, Math.floor(availableParallelism() / workers)) };
}
