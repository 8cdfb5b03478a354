import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { wholeNumber } from '../options.ts';

/** How a trial is worked on. */
export interface TrialOptions {
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
}

/** How trials are worked on. */
export interface WorkerOptions extends TrialOptions {
  readonly workers?: number;
}

/** Adds the options that say how trials are worked on. */
export function addWorkOptions(command: Command): Command {
  const workers = new Option('--workers <n>', 'trials at once, which share the cores; 1 by default');
  return addTrialOptions(
    command.addOption(workers.argParser(wholeNumber('--workers', 1, 64))),
    'threads of each trial; the cores divided by the workers by default',
  );
}

/** Adds the options that say how a single trial is worked on. */
export function addTrialOptions(command: Command, threads = 'threads; every core by default'): Command {
  return command
    .option('--threads <n>', threads, wholeNumber('--threads', 1, 256))
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
