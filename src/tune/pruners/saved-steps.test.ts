import { expect, it } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { optimize } from '../optimize.ts';
import type { SpaceInput } from '../space/space.ts';
import type { Params } from '../space/parameter.ts';
import { tpe } from '../samplers/tpe.ts';
import { memoryStorage } from '../storages/memory-storage.ts';
import { openStudy } from '../study.ts';
import type { StudyOptions } from '../study-definition.ts';
import { hyperband } from './hyperband.ts';

type Searched = Pick<StudyOptions, 'sampler' | 'pruner'> & { readonly seed: number };

const STEPS = 27;
const RANDOM_TRIALS = 60;
const SEEDS = [1, 2, 3, 4, 5, 6];

const space: SpaceInput = {
  rate: { type: 'float', low: 1e-5, high: 1, log: true },
  units: { type: 'integer', low: 16, high: 512, log: true },
  dropout: { type: 'float', low: 0, high: 0.7 },
  optimizer: { type: 'choice', values: ['sgd', 'adam'] },
  momentum: { type: 'float', low: 0, high: 0.99, when: { optimizer: 'sgd' } },
};

/**
 * The accuracy of a made-up classifier after each step, by a power law. Each optimizer has its best rate; a lower one is slower to
 * get there, a higher one ends worse. Larger networks end better; dropout helps at the end but not at the beginning.
 * Validation is noisy.
 */
function accuracies(params: Params, seed: number): number[] {
  const { rate, units, dropout, optimizer, momentum = 0 } = params as Record<string, number>;
  const effective = String(optimizer) === 'sgd' ? rate! / (1 - momentum) : rate! * 100;
  const away = Math.log10(effective) + 1;
  const last = 0.07 + 0.02 * away ** 2 + 0.004 * (9 - Math.log2(units!)) ** 1.5 + 0.1 * (dropout! - 0.3) ** 2;
  const first = 0.08 * 10 ** (0.4 * Math.max(0, -away)) * (1 + dropout! / 2);
  const random = randomStream(seed, 'noise', Math.round(rate! * 1e9));
  return Array.from({ length: STEPS }, (_, step) => {
    const error = Math.min(0.9, last + first * (step + 1) ** -0.8);
    return 1 - error + 0.002 * random.normal();
  });
}

/** Goes on until a figure reaches the goal, for so many steps at most; gives the best figure after each step. */
async function bestByStep(options: Searched, steps: number, goal = Infinity): Promise<number[]> {
  const study = await openStudy(memoryStorage(), {
    name: 'curves',
    space,
    objectives: [{ metric: 'accuracy', direction: 'maximize' }],
    steps: STEPS,
    ...options,
  });
  const best: number[] = [];
  const enough = new AbortController();
  const work = optimize(
    study,
    async (trial) => {
      const values = accuracies(trial.params, options.seed);
      for (const [index, value] of values.entries()) {
        best.push(Math.max(value, best.at(-1) ?? 0));
        if (value >= goal || best.length >= steps) enough.abort(new Error('enough'));
        enough.signal.throwIfAborted();
        await trial.report(index + 1, value);
        if ((await trial.pruneReason()) === undefined) continue;
        await trial.prune();
        return undefined;
      }
      return Math.max(...values);
    },
    { signal: enough.signal },
  );
  await expect(work).rejects.toThrow('enough');
  return best;
}

it('Hyperband with TPE finds what random search finds in a third of its steps', async () => {
  const steps = RANDOM_TRIALS * STEPS;
  const shares: number[] = [];
  for (const seed of SEEDS) {
    const goal = (await bestByStep({ seed }, steps)).at(-1)!;
    const searched = { seed: seed + 100, sampler: tpe(), pruner: hyperband() };
    shares.push((await bestByStep(searched, steps, goal)).length / steps);
  }
  expect(shares.reduce((sum, share) => sum + share, 0) / SEEDS.length).toBeLessThan(1 / 3);
});
