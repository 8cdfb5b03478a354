import { describe, expect, it } from 'vitest';
import { optimize } from '../optimize.ts';
import type { Params } from '../space/parameter.ts';
import { parseSpace, type SpaceInput } from '../space/space.ts';
import { memoryStorage } from '../storages/memory-storage.ts';
import { openStudy } from '../study.ts';
import { grid, gridSampler } from './grid.ts';

const conditional: SpaceInput = {
  optimizer: { type: 'choice', values: ['adam', 'sgd'] },
  momentum: { type: 'float', low: 0, high: 0.9, step: 0.45, when: { optimizer: 'sgd' } },
  depth: { type: 'integer', low: 0, high: 2 },
  units: { type: 'choice', values: [16, 32], each: 'depth' },
};

/** All trials of a study that goes on until there is nothing left to try. */
async function tried(
  space: SpaceInput,
  sampler = grid(),
  seed = 0,
  enqueued: readonly Params[] = [],
): Promise<Params[]> {
  const study = await openStudy(memoryStorage(), { name: 'grid', space, sampler, seed });
  await study.enqueue(...enqueued);
  await optimize(study, () => 1);
  expect(study.isDone).toBe(true);
  return study.trials.map(({ params }) => params);
}

const asTexts = (params: readonly Params[]) =>
  params.map((one) => JSON.stringify(Object.entries(one).sort()));

describe('a grid', () => {
  it('tries every combination of a conditional space once', async () => {
    const params = await tried(conditional);
    // One for adam and three for sgd, times 1 + 2 + 4 of the layers.
    expect(params).toHaveLength(4 * 7);
    expect(new Set(asTexts(params)).size).toBe(28);
  });

  it('goes in order, or in an order that the seed gives', async () => {
    const space: SpaceInput = {
      a: { type: 'integer', low: 1, high: 2 },
      b: { type: 'choice', values: ['x', 'y', 'z'] },
    };
    const inOrder = await tried(space, grid({ shuffle: false }));
    expect(inOrder.map(({ a, b }) => `${a}${b}`).join(' ')).toBe('1x 1y 1z 2x 2y 2z');
    const shuffled = asTexts(await tried(space));
    expect(shuffled).not.toEqual(asTexts(inOrder));
    expect([...shuffled].sort()).toEqual(asTexts(inOrder).sort());
  });

  it('leaves nothing out for trials that someone chose', async () => {
    const chosen = [{ optimizer: 'sgd', momentum: 0.9 }, { depth: 1 }];
    const params = await tried(conditional, grid(), 1, chosen);
    expect(params).toHaveLength(2 + 28);
    expect(new Set(asTexts(params.slice(2))).size).toBe(28);
  });

  it('divides floats evenly, by their logarithm where they have one', async () => {
    const space: SpaceInput = {
      momentum: { type: 'float', low: 0, high: 1 },
      rate: { type: 'float', low: 0.01, high: 1, log: true },
    };
    const params = await tried(space, grid({ points: 3, shuffle: false }));
    expect([...new Set(params.map(({ momentum }) => momentum))]).toEqual([0, 0.5, 1]);
    const rates = [...new Set(params.map(({ rate }) => Number(rate)))];
    expect(rates).toHaveLength(3);
    [0.01, 0.1, 1].forEach((rate, index) => {
      expect(rates[index]).toBeCloseTo(rate, 12);
    });
  });

  it('refuses what has no end', () => {
    const space = parseSpace({ rate: { type: 'float', low: 0, high: 1 } });
    expect(() => {
      gridSampler.check!(space, ['minimize'], { shuffle: true });
    }).toThrow('sampler grid: rate has infinitely many values');
    const large = parseSpace({ n: { type: 'integer', low: 0, high: 1e9 } });
    expect(() => {
      gridSampler.check!(large, ['minimize'], { shuffle: true });
    }).toThrow('sampler grid: there are more than 100000 combinations');
  });
});
