import { Option } from 'commander';

/** `--json`, which every command has. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON document instead of text');
}

/** `--runs`, the folder of all runs. */
export function runsOption(): Option {
  return new Option('--runs <folder>', 'the folder of the runs').default('runs');
}
