import { expect, it } from 'vitest';
import { memoryStorage } from '../storages/memory-storage.ts';
import { openStudy } from '../study.ts';
import type { SpaceInput } from '../space/space.ts';
import { tpe } from './tpe.ts';

const space: SpaceInput = { x: { type: 'float', low: -1, high: 1 } };

it('leaves a region in which trials diverge, though nothing better is known', async () => {
  const study = await openStudy(memoryStorage(), { name: 'cliff', space, sampler: tpe() });
  const tried: number[] = [];
  for (let count = 0; count < 60; count++) {
    const trial = (await study.ask())!;
    const x = Number(trial.params['x']);
    tried.push(x);
    // All that is left of the cliff is equally good.
    if (x > 0) await trial.fail({ kind: 'diverged', message: 'the loss is no number' });
    else await trial.tell(1);
  }
  expect(tried.slice(30).filter((x) => x > 0).length).toBeLessThan(8);
});

/** How far 16 trials are apart that are asked for before any is told, the mean of five seeds. */
async function spread(constantLiar: boolean): Promise<number> {
  let total = 0;
  for (let seed = 0; seed < 5; seed++) {
    const sampler = tpe({ constantLiar });
    const study = await openStudy(memoryStorage(), { name: 'valley', space, sampler, seed });
    for (let count = 0; count < 40; count++) {
      const trial = (await study.ask())!;
      await trial.tell(Number(trial.params['x']) ** 2);
    }
    const asked: number[] = [];
    for (let count = 0; count < 16; count++) asked.push(Number((await study.ask())!.params['x']));
    total += Math.max(...asked) - Math.min(...asked);
  }
  return total / 5;
}

it('keeps trials that are asked for at once apart, if it lies', async () => {
  expect(await spread(true)).toBeGreaterThan(1.5 * (await spread(false)));
});
