import type { Params } from '../src/tune/space/parameter.ts';
import type { SpaceInput } from '../src/tune/space/space.ts';

/** A function that samplers are compared on; less is better. */
export interface ObjectiveFunction {
  readonly name: string;
  readonly space: SpaceInput;
  /** The least value that it has. */
  readonly minimum: number;
  readonly valueOf: (params: Params) => number;
}

/**
 * What samplers are compared on. Ranges are so that the minimum is not in the middle, where a prior alone would find it.
 * `scripts/golden/optuna_finals.py` has the same functions in Python.
 */
export const objectiveFunctions: readonly ObjectiveFunction[] = [
  {
    name: 'sphere',
    space: box(5, -5, 10),
    minimum: 0,
    valueOf: (params) => sum(coordinates(params).map((x) => x ** 2)),
  },
  {
    name: 'rosenbrock',
    space: box(4, -2, 3),
    minimum: 0,
    valueOf: (params) => {
      const x = coordinates(params);
      return sum(x.slice(1).map((next, index) => 100 * (next - x[index]! ** 2) ** 2 + (1 - x[index]!) ** 2));
    },
  },
  {
    name: 'rastrigin',
    space: box(5, -4, 6),
    minimum: 0,
    valueOf: (params) => sum(coordinates(params).map((x) => x ** 2 - 10 * Math.cos(2 * Math.PI * x) + 10)),
  },
  {
    name: 'ackley',
    space: box(5, -20, 40),
    minimum: 0,
    valueOf: (params) => {
      const x = coordinates(params);
      const distance = Math.sqrt(sum(x.map((value) => value ** 2)) / x.length);
      const waves = sum(x.map((value) => Math.cos(2 * Math.PI * value))) / x.length;
      return 20 + Math.E - 20 * Math.exp(-0.2 * distance) - Math.exp(waves);
    },
  },
  {
    name: 'branin',
    space: { x0: { type: 'float', low: -5, high: 10 }, x1: { type: 'float', low: 0, high: 15 } },
    minimum: 0.39788735772973816,
    valueOf: (params) => {
      const [x0, x1] = coordinates(params) as [number, number];
      const valley = x1 - (5.1 / (4 * Math.PI ** 2)) * x0 ** 2 + (5 / Math.PI) * x0 - 6;
      return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x0) + 10;
    },
  },
  { name: 'hartmann6', space: box(6, 0, 1), minimum: -3.322368011415515, valueOf: hartmann6 },
  {
    name: 'conditional',
    space: {
      optimizer: { type: 'choice', values: ['sgd', 'adam', 'rmsprop'] },
      rate: { type: 'float', low: 1e-5, high: 1, log: true },
      momentum: { type: 'float', low: 0, high: 0.99, when: { optimizer: ['sgd', 'rmsprop'] } },
      beta: { type: 'float', low: 0.5, high: 0.999, when: { optimizer: 'adam' } },
      batchSize: { type: 'integer', low: 16, high: 256, step: 16 },
      layers: { type: 'integer', low: 1, high: 3 },
      units: { type: 'integer', low: 8, high: 512, log: true, each: 'layers' },
      dropout: { type: 'float', low: 0, high: 0.8, step: 0.1, each: 'layers' },
    },
    minimum: 0,
    valueOf: conditional,
  },
];

/** The parameters `x0`, `x1` and so on, of one range. */
function box(dimensions: number, low: number, high: number): SpaceInput {
  const names = Array.from({ length: dimensions }, (_, index) => `x${index}`);
  return Object.fromEntries(names.map((name) => [name, { type: 'float', low, high }]));
}

function coordinates(params: Params): number[] {
  return Object.values(params).map(Number);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const HARTMANN_WEIGHTS = [1, 1.2, 3, 3.2];
const HARTMANN_WIDTHS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_CENTERS = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

function hartmann6(params: Params): number {
  const x = coordinates(params);
  return -sum(
    HARTMANN_WEIGHTS.map((weight, row) => {
      const distance = sum(
        x.map((value, at) => HARTMANN_WIDTHS[row]![at]! * (value - HARTMANN_CENTERS[row]![at]!) ** 2),
      );
      return weight * Math.exp(-distance);
    }),
  );
}

/**
 * What training a network might give: the best learning rate depends on the optimiser, its momentum and the batch; each
 * layer has a width and a dropout of its own that are best.
 */
function conditional(params: Params): number {
  const { optimizer } = params;
  const numberOf = (name: string) => Number(params[name]);
  const batch = Math.log2(numberOf('batchSize') / 64);
  const decades = Math.log10(numberOf('rate')) - 0.15 * batch;
  const layers = numberOf('layers');
  let loss = 0.1 * batch ** 2 + 0.5 * Math.abs(layers - 2);
  if (optimizer === 'adam') loss += 0.2 + 0.5 * (decades + 3) ** 2 + 4 * (numberOf('beta') - 0.9) ** 2;
  else {
    const momentum = numberOf('momentum');
    const worse = optimizer === 'sgd' ? 0 : 0.4;
    loss += worse + 0.5 * (decades + 1 + momentum) ** 2 + 2 * (momentum - 0.9) ** 2;
  }
  for (let layer = 0; layer < layers; layer++) {
    loss += 0.05 * (Math.log2(numberOf(`units[${layer}]`)) - 7 + layer) ** 2;
    loss += 0.5 * (numberOf(`dropout[${layer}]`) - 0.2 - 0.1 * layer) ** 2;
  }
  return loss;
}
