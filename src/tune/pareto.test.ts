import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { computingMs } from '../testing/computing-ms.ts';
import { hypervolume, selectByHypervolume } from './hypervolume.ts';
import { dominates, paretoFront, paretoRanks } from './pareto.ts';
import type { Trial } from './trial.ts';

interface GoldenCase {
  readonly points: number[][];
  readonly reference: number[];
  readonly ranks: number[];
  readonly hypervolume: number;
  readonly chosen: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/optuna-pareto.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly GoldenCase[] };

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('fronts and hypervolumes', () => {
  it.each(golden.cases)('are those of Optuna, case %#', ({ points, reference, ranks, ...expected }) => {
    expect(paretoRanks(points)).toEqual(ranks);
    expect(hypervolume(points, reference)).toBeCloseTo(expected.hypervolume, 9);
    const front = ranks.flatMap((rank, index) => (rank === 0 ? [index] : []));
    const chosen = selectByHypervolume(
      front.map((index) => points[index]!),
      expected.chosen.length,
      reference,
    );
    expect(sorted(chosen.map((index) => front[index]!))).toEqual(sorted(expected.chosen));
  });

  it('agree with their definition', () => {
    const point = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 15 }), (points) => {
        const ranks = paretoRanks(points);
        points.forEach((one, index) => {
          const above = points.flatMap((other, place) => (dominates(other, one) ? [ranks[place]!] : []));
          expect(ranks[index]).toBe(above.length === 0 ? 0 : Math.max(...above) + 1);
        });
        // Unit cubes up to 4 in each direction, counted one by one; points at 4 add nothing.
        const cubes = [0, 1, 2, 3];
        const covered = cubes.flatMap((x) =>
          cubes.flatMap((y) =>
            cubes.filter((z) => points.some(([a, b, c]) => a! <= x && b! <= y && c! <= z)),
          ),
        );
        expect(hypervolume(points, [4, 4, 4])).toBe(covered.length);
      }),
    );
  });

  it('take no time for many', async () => {
    const random = randomStream(1, 'points');
    const points = Array.from({ length: 10_000 }, () => Array.from({ length: 3 }, () => random.float64()));
    expect(await computingMs(() => paretoRanks(points)), 'milliseconds').toBeLessThan(1000);
  });
});

it('a front is of complete trials, in every direction', () => {
  const trial = (number: number, ...values: number[]): Trial => ({
    number,
    state: values.length > 0 ? 'complete' : 'pruned',
    params: {},
    fixed: {},
    values,
    reports: [],
    attempts: 1,
    losses: 0,
    queuedAt: 0,
    facts: {},
  });
  const trials = [trial(0, 0.9, 30), trial(1, 0.8, 10), trial(2), trial(3, 0.85, 40), trial(4, 0.8, 10)];
  expect(paretoFront(trials, ['maximize', 'minimize']).map(({ number }) => number)).toEqual([0, 1, 4]);
  expect(paretoFront(trials, ['maximize', 'maximize']).map(({ number }) => number)).toEqual([0, 3]);
  expect(paretoFront([], ['minimize'])).toEqual([]);
});
