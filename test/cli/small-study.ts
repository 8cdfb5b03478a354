import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudySpecInput } from '../../src/studies/study-spec.ts';

/** A study of small networks on small images: rates of two optimisers, one with momentum, and how many layers of which width. */
export const smallStudy: StudySpecInput = {
  name: 'small',
  recipe: {
    model: {
      layers: [
        { type: 'flatten' },
        { $repeat: 'depth', of: [{ type: 'dense', units: { $param: 'units' }, activation: 'relu' }] },
        { type: 'dense', units: { $data: 'classes' } },
      ],
    },
    optimizer: { $param: 'optimizer' },
    epochs: 2,
    batchSize: 32,
    validation: { fraction: 0.25 },
  },
  space: {
    optimizer: { type: 'choice', values: ['sgd', 'adam'] },
    rate: { type: 'float', low: 1e-3, high: 0.1, log: true },
    momentum: { type: 'float', low: 0, high: 0.9, when: { optimizer: 'sgd' } },
    depth: { type: 'integer', low: 0, high: 2 },
    units: { type: 'choice', values: [8, 16], each: 'depth' },
  },
  cases: {
    optimizer: {
      sgd: { type: 'sgd', learningRate: { $param: 'rate' }, momentum: { $param: 'momentum' } },
      adam: { type: 'adam', learningRate: { $param: 'rate' } },
    },
  },
  budget: { trials: 4 },
};

/** Waits until the first run in a folder of runs has trained some epochs. */
export async function someEpochs(runs: string): Promise<void> {
  for (;;) {
    await sleep(20);
    const [id] = await readdir(runs).catch(() => []);
    if (id === undefined) continue;
    const history = await readFile(join(runs, id, 'history.jsonl'), 'utf8').catch(() => '');
    if (history.split('\n').length > 3) return;
  }
}
