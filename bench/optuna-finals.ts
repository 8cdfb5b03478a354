import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What scripts/golden/optuna_finals.py writes. */
export interface OptunaFinals {
  readonly versions: { readonly optuna: string };
  readonly evaluations: number;
  readonly seeds: number;
  /** Of each sampler and function, the least value of each seed. */
  readonly finals: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

/** Reads the values that Optuna's samplers found. */
export function readOptunaFinals(): OptunaFinals {
  const path = join(import.meta.dirname, '..', 'test', 'golden', 'optuna-finals.json');
  return JSON.parse(readFileSync(path, 'utf8')) as OptunaFinals;
}
