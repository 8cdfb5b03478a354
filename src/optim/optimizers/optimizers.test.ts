import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ndArray } from '../../core/nd-array.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { minimise, testOptimizer, type OptimizerTest } from '../../testing/test-optimizer.ts';
import { cosine } from '../schedules/cosine.ts';
import { optimizerDefinitions, optimizerSchema } from './index.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adamW } from './adam-w.ts';
import { adam } from './adam.ts';
import { lion } from './lion.ts';
import { muon } from './muon.ts';
import { nadam } from './nadam.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

const LEARNING_RATE = 0.05;

/** An optimiser that works element by element: what it takes away, from the gradient, its memory and the step from 1. */
const elementwise =
  <Memory extends object>(first: Memory, change: (g: number, memory: Memory, t: number) => number) =>
  (decay = 0): OptimizerTest['plain'] =>
  (x, gradient, steps) => {
    const memories = x.map(() => ({ ...first }));
    return Array.from({ length: steps }, (_, t) => {
      const g = gradient(x);
      x.forEach((element, i) => {
        x[i] = element * (1 - LEARNING_RATE * decay) - LEARNING_RATE * change(g[i]!, memories[i]!, t + 1);
      });
      return [...x];
    });
  };

/** SGD as PyTorch's documentation has it. */
const plainSgd = (momentum: number, nesterov: boolean) =>
  elementwise({ velocity: 0 }, (g, memory) => {
    memory.velocity = momentum * memory.velocity + g;
    return nesterov ? g + momentum * memory.velocity : memory.velocity;
  })();

/** Adam by Algorithm 1 of Kingma and Ba, with the decoupled decay of AdamW. */
const plainAdam = (beta1: number, beta2: number, epsilon: number, decay: number, amsgrad = false) =>
  elementwise({ first: 0, second: 0, largest: 0 }, (g, memory, t) => {
    memory.first = beta1 * memory.first + (1 - beta1) * g;
    memory.second = beta2 * memory.second + (1 - beta2) * g ** 2;
    memory.largest = Math.max(memory.largest, memory.second);
    const mean = memory.first / (1 - beta1 ** t);
    const root = Math.sqrt((amsgrad ? memory.largest : memory.second) / (1 - beta2 ** t));
    return mean / (root + epsilon);
  })(decay);

/** NAdam by the algorithm in PyTorch's documentation. */
const plainNadam = (beta1: number, beta2: number, epsilon: number, momentumDecay: number) =>
  elementwise({ mean: 0, square: 0, product: 1 }, (g, memory, t) => {
    const momentum = (step: number) => beta1 * (1 - 0.96 ** (step * momentumDecay) / 2);
    memory.product *= momentum(t);
    memory.mean = beta1 * memory.mean + (1 - beta1) * g;
    memory.square = beta2 * memory.square + (1 - beta2) * g ** 2;
    const next = momentum(t + 1);
    const ahead = (next * memory.mean) / (1 - memory.product * next);
    const now = ((1 - momentum(t)) * g) / (1 - memory.product);
    return (ahead + now) / (Math.sqrt(memory.square / (1 - beta2 ** t)) + epsilon);
  })();

/** RMSprop by the algorithm in PyTorch's documentation. */
const plainRmsprop = (rho: number, epsilon: number, momentum: number, centered: boolean) =>
  elementwise({ square: 0, mean: 0, velocity: 0 }, (g, memory) => {
    memory.square = rho * memory.square + (1 - rho) * g ** 2;
    memory.mean = rho * memory.mean + (1 - rho) * g;
    const power = centered ? memory.square - memory.mean ** 2 : memory.square;
    memory.velocity = momentum * memory.velocity + g / (Math.sqrt(power) + epsilon);
    return memory.velocity;
  })();

const plainAdagrad = (initial: number, epsilon: number) =>
  elementwise({ sum: initial }, (g, memory) => g / (Math.sqrt((memory.sum += g ** 2)) + epsilon))();

/** Adadelta by Algorithm 1 of Zeiler, times the learning rate. */
const plainAdadelta = (rho: number, epsilon: number) =>
  elementwise({ square: 0, changes: 0 }, (g, memory) => {
    memory.square = rho * memory.square + (1 - rho) * g ** 2;
    const change = (Math.sqrt(memory.changes + epsilon) / Math.sqrt(memory.square + epsilon)) * g;
    memory.changes = rho * memory.changes + (1 - rho) * change ** 2;
    return change;
  })();

/** Lion by Algorithm 2 of Chen et al. */
const plainLion = (beta1: number, beta2: number, decay: number) =>
  elementwise({ mean: 0 }, (g, memory) => {
    const sign = Math.sign(beta1 * memory.mean + (1 - beta1) * g);
    memory.mean = beta2 * memory.mean + (1 - beta2) * g;
    return sign;
  })(decay);

/** Muon of a matrix [2, 2], by its author's code in float64. */
const plainMuon =
  (momentum: number, nesterov: boolean): OptimizerTest['plain'] =>
  (x, gradient, steps) => {
    const velocity = x.map(() => 0);
    const product = ([a, b, c, d]: number[], [e, f, g, h]: number[]) => [
      a! * e! + b! * g!,
      a! * f! + b! * h!,
      c! * e! + d! * g!,
      c! * f! + d! * h!,
    ];
    return Array.from({ length: steps }, () => {
      const g = gradient(x);
      g.forEach((element, i) => (velocity[i] = momentum * velocity[i]! + (1 - momentum) * element));
      let m = g.map((element, i) =>
        nesterov ? (1 - momentum) * element + momentum * velocity[i]! : velocity[i]!,
      );
      const norm = Math.sqrt(m.reduce((sum, element) => sum + element ** 2, 0)) + 1e-7;
      m = m.map((element) => element / norm);
      for (let iteration = 0; iteration < 5; iteration++) {
        const square = product(m, [m[0]!, m[2]!, m[1]!, m[3]!]);
        const fourth = product(square, square);
        const factor = square.map((element, i) => -4.775 * element + 2.0315 * fourth[i]!);
        const moved = product(factor, m);
        m = m.map((element, i) => 3.4445 * element + moved[i]!);
      }
      m.forEach((element, i) => (x[i]! -= LEARNING_RATE * element));
      return [...x];
    });
  };

const slow = { learningRate: 1e-3, steps: 1500 };
/** For steps whose size does not depend on the gradient's, which never come to rest by themselves. */
const falling = (initial: number, steps: number) => ({ learningRate: cosine({ initial }), steps });

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
  amsgrad: {
    spec: adam({ learningRate: LEARNING_RATE, beta2: 0.5, amsgrad: true }),
    plain: plainAdam(0.9, 0.5, 1e-8, 0, true),
    parabola: { learningRate: 0.05, steps: 1000 },
    rosenbrock: { learningRate: 0.1, steps: 1500 },
  },
  adamW: {
    spec: adamW({ learningRate: LEARNING_RATE, weightDecay: 1e-5 }),
    plain: plainAdam(0.9, 0.999, 1e-8, 1e-5),
    parabola: { learningRate: 0.05, steps: 1000 },
    rosenbrock: { learningRate: 0.02, steps: 1000 },
  },
  nadam: {
    spec: nadam({ learningRate: LEARNING_RATE, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, momentumDecay: 0.2 }),
    plain: plainNadam(0.8, 0.95, 1e-3, 0.2),
    parabola: { learningRate: 0.01, steps: 1500 },
    rosenbrock: { learningRate: 0.02, steps: 1000 },
  },
  rmsprop: {
    spec: rmsprop({ learningRate: LEARNING_RATE }),
    plain: plainRmsprop(0.99, 1e-8, 0, false),
    parabola: falling(0.05, 500),
    rosenbrock: falling(0.02, 1000),
  },
  'rmsprop, centred, with momentum': {
    spec: rmsprop({ learningRate: LEARNING_RATE, rho: 0.9, epsilon: 1e-2, momentum: 0.5, centered: true }),
    plain: plainRmsprop(0.9, 1e-2, 0.5, true),
    parabola: falling(0.01, 1000),
    rosenbrock: falling(0.005, 1000),
  },
  adagrad: {
    spec: adagrad({ learningRate: LEARNING_RATE, initialAccumulator: 0.1, epsilon: 1e-3 }),
    plain: plainAdagrad(0.1, 1e-3),
    parabola: { learningRate: 1, steps: 300 },
    rosenbrock: { learningRate: 0.3, steps: 1000 },
  },
  adadelta: {
    spec: adadelta({ learningRate: LEARNING_RATE, rho: 0.8, epsilon: 1e-4 }),
    plain: plainAdadelta(0.8, 1e-4),
    parabola: falling(10, 600),
    rosenbrock: { learningRate: 0.3, steps: 1000 },
  },
  lion: {
    spec: lion({ learningRate: LEARNING_RATE, beta1: 0.8, weightDecay: 1e-5 }),
    plain: plainLion(0.8, 0.99, 1e-5),
    parabola: falling(0.05, 500),
    rosenbrock: falling(0.02, 1000),
  },
  muon: {
    spec: muon({ learningRate: LEARNING_RATE }),
    plain: plainMuon(0.95, true),
    parabola: falling(0.1, 500),
    rosenbrock: falling(0.05, 1000),
  },
  'muon without Nesterov': {
    spec: muon({ learningRate: LEARNING_RATE, momentum: 0.5, nesterov: false }),
    plain: plainMuon(0.5, false),
    parabola: falling(0.1, 500),
    rosenbrock: falling(0.05, 1000),
  },
};

const kebabCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe('optimizerDefinitions', () => {
  it('are all tested', () => {
    const tested = new Set(Object.values(tests).map(({ spec }) => spec.type));
    expect([...tested].sort()).toEqual(optimizerDefinitions.map(({ type }) => type).sort());
  });

  it('name every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    expect(optimizerDefinitions.map(({ type }) => `${kebabCase(type)}.ts`).sort()).toEqual(files.sort());
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
    // What a layer norm over a whole image scales by.
    expect(flat([1, 1, 2])).toEqual([1, 2]);
    expect(flat([2, 1, 1, 1])).toEqual([0.95, 1.9]);
    expect(flat([1, 2])).toEqual([0.95, 1.9]);
  });
});
