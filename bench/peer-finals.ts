import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a sampler of someone else's found. */
export interface PeerFinals {
  readonly by: string;
  readonly evaluations: number;
  /** Of each function, a value for each seed from 0 on; less is better. */
  readonly finals: Readonly<Record<string, readonly number[]>>;
}

/** What scripts/golden/optuna_finals.py writes. */
interface OptunaFinals {
  readonly versions: { readonly optuna: string };
  readonly evaluations: number;
  readonly finals: Readonly<Record<string, PeerFinals['finals']>>;
}

/** What scripts/golden/sampler_finals.py writes. */
interface SamplerFinals {
  readonly versions: { readonly optuna: string; readonly pycma: string };
  readonly samplers: Readonly<Record<string, Omit<PeerFinals, 'by'>>>;
}

/** All that is known of peers, by the names of the samplers that are compared with them. */
export function readPeers(): Readonly<Record<string, PeerFinals>> {
  const optuna = read('optuna-finals.json') as OptunaFinals;
  const others = read('sampler-finals.json') as SamplerFinals;
  const { evaluations } = optuna;
  return Object.fromEntries([
    ...Object.entries(optuna.finals).map(
      ([name, finals]) => [name, { by: `Optuna ${optuna.versions.optuna}`, evaluations, finals }] as const,
    ),
    ...Object.entries(others.samplers).map(([name, of]) => {
      const by = name === 'cmaEs' ? `pycma ${others.versions.pycma}` : `Optuna ${others.versions.optuna}`;
      return [name, { by, ...of }] as const;
    }),
  ]);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'test', 'golden', file), 'utf8'));
}
