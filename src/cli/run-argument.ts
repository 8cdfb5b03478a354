import { basename, dirname, resolve } from 'node:path';
import { DEFAULT_RUNS } from './options.ts';

/** A word as a POSIX shell takes it: in quotes where it has more than plain characters. */
export function shellWord(text: string): string {
  return /[^\w./:@+-]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : text;
}

/** How a run is named on the command line: by its id where commands look for it anyway, else by its folder. */
export function runArgument(folder: string): string {
  return shellWord(resolve(dirname(folder)) === resolve(DEFAULT_RUNS) ? basename(folder) : folder);
}
