import { expect, it } from 'vitest';
import type { SpaceInput } from '../space/space.ts';
import { memoryStorage } from '../storages/memory-storage.ts';
import { openStudy, type Study } from '../study.ts';
import { cmaEs } from './cma-es.ts';

async function minimised(
  space: SpaceInput,
  valueOf: (numbers: Record<string, number>, number: number) => number,
  trials: number,
  seed = 0,
): Promise<Study> {
  const study = await openStudy(memoryStorage(), {
    name: 'evolution',
    space,
    sampler: cmaEs(),
    seed,
    budget: { trials },
  });
  for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
    await trial.tell(valueOf(trial.params as Record<string, number>, trial.number));
  }
  return study;
}

it('still changes whole numbers when all else is settled', async () => {
  const space: SpaceInput = Object.fromEntries(
    [0, 1, 2].flatMap((i): [string, SpaceInput[string]][] => [
      [`x${i}`, { type: 'float', low: 0, high: 1 }],
      [`n${i}`, { type: 'integer', low: 0, high: 4 }],
    ]),
  );
  // The whole numbers matter only when the others are right to a hundredth.
  const valueOf = (of: Record<string, number>) =>
    [0, 1, 2].reduce(
      (total, i) => total + 100 * (of[`x${i}`]! - 0.3) ** 2 + 0.01 * Math.abs(of[`n${i}`]! - 4),
      0,
    );
  const bests = await Promise.all(
    [0, 1, 2, 3, 4, 5, 6, 7].map(
      async (seed) => (await minimised(space, valueOf, 400, seed)).best!.values![0]!,
    ),
  );
  expect(bests.filter((best) => best < 0.005).length).toBeGreaterThanOrEqual(3);
});

it('begins a generation when the last one has ended, and keeps its distribution with the first trial', async () => {
  const study = await minimised({ x: { type: 'float', low: 0, high: 1 } }, ({ x }) => x!, 12);
  const notes = study.trials.map(
    ({ note }) => note as { generation: number; evolution?: { mean: number[] } },
  );
  expect(notes.map(({ generation }) => generation)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  expect(notes.flatMap(({ evolution }, number) => (evolution === undefined ? [] : [number]))).toEqual([
    0, 4, 8,
  ]);
  const means = [0, 4, 8].map((number) => notes[number]!.evolution!.mean[0]!);
  expect(means[0]).toBe(0.5);
  expect(means[1]).toBeLessThan(means[0]!);
  expect(means[2]).toBeLessThan(means[1]!);
});

it('takes what diverged for the worst', async () => {
  // Better and better towards 1, but nothing can be made of the upper half.
  const study = await minimised(
    { x: { type: 'float', low: 0, high: 1 } },
    ({ x }) => (x! > 0.5 ? Number.NaN : -x!),
    60,
  );
  const late = study.trials.slice(40).filter(({ state }) => state === 'complete');
  expect(late.length).toBeGreaterThan(5);
  expect(-study.best!.values![0]!).toBeGreaterThan(0.49);
});
