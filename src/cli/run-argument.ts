import { basename, dirname, resolve } from 'node:path';
import { shellWord } from '../core/shell-word.ts';
import { DEFAULT_RUNS } from './options.ts';

/** How a run is named on the command line: by its id where commands look for it anyway, else by its folder. */
export function runArgument(folder: string): string {
  return shellWord(resolve(dirname(folder)) === resolve(DEFAULT_RUNS) ? basename(folder) : folder);
}
