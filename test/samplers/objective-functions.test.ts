import { expect, it } from 'vitest';
import { bestValue } from '../../bench/best-value.ts';
import { objectiveFunctions } from '../../bench/objective-functions.ts';
import type { Params } from '../../src/tune/space/parameter.ts';
import { checkParams, parseSpace } from '../../src/tune/space/space.ts';

const at = (...values: readonly number[]): Params =>
  Object.fromEntries(values.map((value, index) => [`x${index}`, value]));

const minima: Readonly<Record<string, Params>> = {
  sphere: at(0, 0, 0, 0, 0),
  rosenbrock: at(1, 1, 1, 1),
  rastrigin: at(0, 0, 0, 0, 0),
  ackley: at(0, 0, 0, 0, 0),
  branin: at(Math.PI, 2.275),
  hartmann6: at(0.20168952, 0.15001069, 0.47687398, 0.27533243, 0.31165162, 0.65730053),
  conditional: {
    optimizer: 'sgd',
    rate: 10 ** -1.9,
    momentum: 0.9,
    batchSize: 64,
    layers: 2,
    'units[0]': 128,
    'units[1]': 64,
    'dropout[0]': 0.2,
    'dropout[1]': 0.3,
  },
};

it.each(objectiveFunctions)('$name has its minimum where the literature says', async (objective) => {
  const { name, space, minimum, valueOf } = objective;
  const params = checkParams(parseSpace(space), minima[name]!);
  expect(valueOf(params)).toBeCloseTo(minimum, 10);
  const found = await bestValue(objective, { type: 'random' }, { seed: 0, evaluations: 30 });
  expect(found).toBeGreaterThan(minimum);
});
