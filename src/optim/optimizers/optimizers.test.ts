import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ndArray } from '../../core/nd-array.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { minimise, testOptimizer, type OptimizerTest } from '../../testing/test-optimizer.ts';
import { adam, adamW, optimizerDefinitions, optimizerSchema, sgd } from './index.ts';

const LEARNING_RATE = 0.05;

/** SGD as PyTorch's documentation has it. */
const plainSgd =
  (momentum: number, nesterov: boolean): OptimizerTest['plain'] =>
  (x, gradient, steps) => {
    const velocity = x.map(() => 0);
    return Array.from({ length: steps }, () => {
      const g = gradient(x);
      x.forEach((element, i) => {
        velocity[i] = momentum * velocity[i]! + g[i]!;
        x[i] = element - LEARNING_RATE * (nesterov ? g[i]! + momentum * velocity[i] : velocity[i]);
      });
      return [...x];
    });
  };

/** Adam by Algorithm 1 of Kingma and Ba, with the decoupled decay of AdamW. */
const plainAdam =
  (beta1: number, beta2: number, epsilon: number, decay: number): OptimizerTest['plain'] =>
  (x, gradient, steps) => {
    const first = x.map(() => 0);
    const second = x.map(() => 0);
    return Array.from({ length: steps }, (_, t) => {
      const g = gradient(x);
      x.forEach((element, i) => {
        first[i] = beta1 * first[i]! + (1 - beta1) * g[i]!;
        second[i] = beta2 * second[i]! + (1 - beta2) * g[i]! ** 2;
        const mean = first[i] / (1 - beta1 ** (t + 1));
        const root = Math.sqrt(second[i] / (1 - beta2 ** (t + 1)));
        x[i] = element * (1 - LEARNING_RATE * decay) - (LEARNING_RATE * mean) / (root + epsilon);
      });
      return [...x];
    });
  };

const slow = { learningRate: 1e-3, steps: 1500 };
const tests: Record<string, OptimizerTest> = {
  sgd: {
    spec: sgd({ learningRate: LEARNING_RATE }),
    plain: plainSgd(0, false),
    parabola: { learningRate: 0.3, steps: 80 },
    rosenbrock: slow,
  },
  'sgd with momentum': {
    spec: sgd({ learningRate: LEARNING_RATE, momentum: 0.9 }),
    plain: plainSgd(0.9, false),
    parabola: { learningRate: 0.05, steps: 250 },
    rosenbrock: { learningRate: 3e-4, steps: 1500 },
  },
  'sgd with Nesterov momentum': {
    spec: sgd({ learningRate: LEARNING_RATE, momentum: 0.8, nesterov: true }),
    plain: plainSgd(0.8, true),
    parabola: { learningRate: 0.05, steps: 250 },
    rosenbrock: { learningRate: 3e-4, steps: 1500 },
  },
  adam: {
    spec: adam({ learningRate: LEARNING_RATE, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
    plain: plainAdam(0.8, 0.95, 1e-3, 0),
    parabola: { learningRate: 0.01, steps: 1500 },
    rosenbrock: { learningRate: 0.02, steps: 1000 },
  },
  'adam with its defaults': {
    spec: adam({ learningRate: LEARNING_RATE }),
    plain: plainAdam(0.9, 0.999, 1e-8, 0),
    parabola: { learningRate: 0.05, steps: 1000 },
    rosenbrock: { learningRate: 0.02, steps: 1000 },
  },
  adamW: {
    spec: adamW({ learningRate: LEARNING_RATE, weightDecay: 1e-5 }),
    plain: plainAdam(0.9, 0.999, 1e-8, 1e-5),
    parabola: { learningRate: 0.05, steps: 1000 },
    rosenbrock: { learningRate: 0.02, steps: 1000 },
  },
};

describe('optimizerDefinitions', () => {
  it('are all tested', () => {
    const tested = new Set(Object.values(tests).map(({ spec }) => spec.type));
    expect([...tested].sort()).toEqual(optimizerDefinitions.map(({ type }) => type).sort());
  });

  it('name every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    expect(optimizerDefinitions.map(({ type }) => `${type}.ts`).sort()).toEqual(files.sort());
  });
});

describe('an optimizer', () => {
  it.each(Object.entries(tests))('%s', (_, test) => {
    const json: unknown = JSON.parse(JSON.stringify(test.spec));
    expect(optimizerSchema.parse(json)).toMatchObject(test.spec);
    testOptimizer(test);
  });

  it('shrinks kernels alone: a bias has no weight decay', () => {
    const flat = (shape: readonly number[]) =>
      minimise(
        adamW({ learningRate: 0.1, weightDecay: 0.5 }),
        (x) => reduceSum(multiply(x, 0), { axes: shape.map((_, axis) => axis) }),
        ndArray(shape, [1, 2]),
        1,
      )[0]!.x;
    expect(flat([2])).toEqual([1, 2]);
    expect(flat([1, 2])).toEqual([0.95, 1.9]);
  });
});
