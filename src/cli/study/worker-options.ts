import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { wholeNumber } from '../options.ts';

/** How trials are worked on. */
export interface WorkerOptions {
  readonly workers?: number;
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
}

/** Adds the options that say how trials are worked on. */
export function addWorkOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--workers <n>', 'trials at once, which share the cores; 1 by default').argParser(
        wholeNumber('--workers', 1, 64),
      ),
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

/** How many trials are worked on at once, and the threads of each: those that were asked for, or its share of the cores. */
export function workersOf(
  { workers, threads }: WorkerOptions,
  usual = 1,
): { readonly concurrency: number; readonly threads: number } {
  const concurrency = workers ?? usual;
  return { concurrency, threads: threads ?? Math.max(1, Math.floor(availableParallelism() / concurrency)) };
}
