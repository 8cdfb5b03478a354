import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../core/random.ts';
import { beginEvolution, drawPoint, evolve, spreadOf, type Evolution } from './evolution.ts';
import { defaultPopulation, evolutionConstants, type EvolutionConstants } from './evolution-constants.ts';

interface Golden {
  readonly cases: readonly {
    readonly n: number;
    readonly covariance: number[];
    readonly constants: EvolutionConstants;
    readonly generations: readonly (Omit<Evolution, 'generation'> & { readonly points: number[][] })[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../test/golden/cma-es.json', import.meta.url), 'utf8'),
) as Golden;

describe('an evolution strategy', () => {
  it.each(golden.cases)("changes as pycma's with its constants, in $n dimensions", ({ n, ...expected }) => {
    const { constants, generations, covariance } = expected;
    let evolution: Evolution = { ...beginEvolution(new Array<number>(n).fill(0.4), 0.3), covariance };
    for (const { points, ...after } of generations) {
      evolution = evolve(evolution, points, constants);
      for (const key of ['mean', 'covariance', 'pathSigma', 'pathCovariance'] as const) {
        after[key].forEach((value, i) => {
          expect(evolution[key][i], `${key}[${i}] of generation ${evolution.generation}`).toBeCloseTo(
            value,
            8,
          );
        });
      }
      expect(evolution.sigma).toBeCloseTo(after.sigma, 8);
    }
  });

  it('has the constants of the tutorial', () => {
    // By hand, n = 2 with six points: table 1.
    const { weights, expectedLength, ...constants } = evolutionConstants(2, 6);
    const raw = [1, 2, 3].map((rank) => Math.log(3.5) - Math.log(rank));
    const [sum, squares] = [raw[0]! + raw[1]! + raw[2]!, raw[0]! ** 2 + raw[1]! ** 2 + raw[2]! ** 2];
    const mu = sum ** 2 / squares;
    expect(weights.slice(0, 3)).toEqual(raw.map((weight) => weight / sum));
    expect(constants.muEffective).toBeCloseTo(mu, 12);
    expect(constants.cSigma).toBeCloseTo((mu + 2) / (7 + mu), 12);
    expect(constants.dSigma).toBeCloseTo(1 + constants.cSigma, 12);
    expect(constants.cCovariance).toBeCloseTo((4 + mu / 2) / (6 + mu), 12);
    expect(constants.c1).toBeCloseTo(2 / (3.3 ** 2 + mu), 12);
    expect(constants.cMu).toBeCloseTo((2 * (mu + 1 / mu - 1.75)) / (16 + mu), 12);
    expect(expectedLength).toBeCloseTo(Math.sqrt(Math.PI / 2), 12);
    expect(defaultPopulation(1)).toBe(4);
    expect(defaultPopulation(10)).toBe(10);
  });

  it.each([1, 2, 5, 20, 100])('keeps what it has learned in balance, in %i dimensions', (n) => {
    const population = defaultPopulation(n);
    const { weights, c1, cMu } = evolutionConstants(n, population);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(weights.filter((weight) => weight > 0))).toBeCloseTo(1, 12);
    // The rest of the old matrix stays, and never less than nothing of it.
    expect(1 - c1 - cMu * sum(weights)).toBeGreaterThan(0);
    expect(weights.every((weight, rank) => rank === 0 || weight < weights[rank - 1]!)).toBe(true);
  });

  it('draws points that have its covariance', () => {
    const evolution: Evolution = {
      ...beginEvolution([1, -1], 0.5),
      covariance: [2, 0.6, 1],
    };
    const random = randomStream(0, 'test');
    const spread = spreadOf(evolution);
    const points = Array.from({ length: 20_000 }, () => drawPoint(evolution, spread, random));
    const moment = (of: (point: number[]) => number) =>
      points.reduce((total, point) => total + of(point), 0) / points.length;
    expect(moment(([x]) => x!)).toBeCloseTo(1, 1);
    expect(moment(([x]) => (x! - 1) ** 2)).toBeCloseTo(0.25 * 2, 1);
    expect(moment(([x, y]) => (x! - 1) * (y! + 1))).toBeCloseTo(0.25 * 0.6, 1);
    expect(moment(([, y]) => (y! + 1) ** 2)).toBeCloseTo(0.25, 1);
  });
});
