import { expect, it } from 'vitest';
import { randomStream } from '../../../core/random.ts';
import { valueAt, valueCount, type Params } from '../../space/parameter.ts';
import { parseSpace } from '../../space/space.ts';
import { lineOf, fromLine, type Line } from '../../space/unit-interval.ts';
import { observationWeights } from './observation-weights.ts';
import { ParzenEstimator } from './parzen-estimator.ts';

const DRAWS = 40_000;

it('draws whole combinations as often as its density says', () => {
  const { parameters } = parseSpace({
    units: { type: 'integer', low: 1, high: 5, log: true },
    dropout: { type: 'float', low: 0, high: 0.35, step: 0.1 },
    loss: { type: 'choice', values: ['hinge', 'focal', 'entropy'] },
  });
  const observed = [
    { units: 1, dropout: 0.1, loss: 'focal' },
    { units: 4, dropout: 0.3, loss: 'focal' },
    { units: 4, dropout: 0.3, loss: 'hinge' },
  ];
  const density = new ParzenEstimator(parameters, observed, Float64Array.of(1, 2, 1), 1.5);
  const combinations = parameters.reduce<Params[]>(
    (before, parameter) =>
      before.flatMap((params) =>
        Array.from({ length: valueCount(parameter) }, (_, index) => ({
          ...params,
          [parameter.name]: valueAt(parameter, index),
        })),
      ),
    [{}],
  );
  const counts = new Map<string, number>();
  const random = randomStream(0, 'draws');
  for (let draw = 0; draw < DRAWS; draw++) {
    const key = JSON.stringify(density.sample(random));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let total = 0;
  for (const params of combinations) {
    const expected = Math.exp(density.logDensity(params));
    total += expected;
    const found = (counts.get(JSON.stringify(params)) ?? 0) / DRAWS;
    // Five standard errors.
    expect(Math.abs(found - expected), JSON.stringify(params)).toBeLessThan(
      5 * Math.sqrt(expected / DRAWS) + 1e-4,
    );
  }
  expect(total).toBeCloseTo(1, 9);
});

it.each([false, true])('draws numbers as its density says, by their logarithm: %s', (log) => {
  const { parameters } = parseSpace({ rate: { type: 'float', low: 0.001, high: 1, log } });
  const [parameter] = parameters;
  if (parameter?.type !== 'float') throw new Error('no float');
  const observed = [0.002, 0.5, 0.6, 0.9].map((rate) => ({ rate }));
  const density = new ParzenEstimator(parameters, observed, observationWeights(4), 1);
  const random = randomStream(1, 'draws');
  const draws = Array.from({ length: DRAWS }, () => Number(density.sample(random)['rate']));
  const { low, high }: Line = lineOf(parameter);
  const parts = 2000;
  let below = 0;
  for (let part = 0; part < parts; part++) {
    const middle = fromLine(parameter, low + ((part + 0.5) * (high - low)) / parts);
    below += (Math.exp(density.logDensity({ rate: middle })) * (high - low)) / parts;
    if (part % 400 !== 399) continue;
    const end = fromLine(parameter, low + ((part + 1) * (high - low)) / parts);
    expect(draws.filter((rate) => rate <= end).length / DRAWS).toBeCloseTo(below, 1.8);
  }
  expect(below).toBeCloseTo(1, 4);
});

it('knows only the prior without observations', () => {
  const { parameters } = parseSpace({ loss: { type: 'choice', values: ['hinge', 'focal'] } });
  const density = new ParzenEstimator(parameters, [], observationWeights(0), 3);
  expect(density.logDensity({ loss: 'focal' })).toBeCloseTo(Math.log(0.5), 12);
});
