import { expect } from 'vitest';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import type { ModelTensor } from '../nn/model.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { slice } from '../ops/slice.ts';
import { subtract } from '../ops/subtract.ts';
import type { OptimizerSpec } from '../optim/optimizer.ts';
import { optimizerSchema } from '../optim/optimizers/index.ts';
import type { LearningRate } from '../optim/schedule.ts';
import { updateNumbers } from '../optim/update-numbers.ts';
import { initialState } from '../train/initial-state.ts';
import { addUpdate } from '../train/optimizer-update.ts';

/** A loss over a matrix [rows, columns], and its gradient written out. */
interface Landscape {
  readonly loss: (x: Value) => Value;
  readonly gradient: (x: readonly number[]) => number[];
}

const CURVATURES = [1, 3, 0.5, 2];
const MINIMUM = [1, -2, 0.5, 3];

/** Σ cᵢ (xᵢ − mᵢ)² / 2, over a matrix [2, 2]. */
const parabola: Landscape = {
  loss: (x) => {
    const fixed = (numbers: number[]) => x.graph.constant('float32', [2, 2], Float32Array.from(numbers));
    const away = subtract(x, fixed(MINIMUM));
    const half = multiply(multiply(multiply(away, away), fixed(CURVATURES)), 0.5);
    return reduceSum(half, { axes: [0, 1] });
  },
  gradient: (x) => x.map((element, index) => CURVATURES[index]! * (element - MINIMUM[index]!)),
};

/** Rosenbrock's banana, (1 − a)² + 100 (b − a²)², over a matrix [1, 2]. */
const banana = (x: Value): Value => {
  const a = slice(x, { axis: 1, start: 0, end: 1 });
  const b = slice(x, { axis: 1, start: 1, end: 2 });
  const square = (value: Value) => multiply(value, value);
  const total = add(square(subtract(x.graph.scalar(1), a)), multiply(square(subtract(b, square(a))), 100));
  return reduceSum(total, { axes: [0, 1] });
};

export interface OptimizerTest {
  readonly spec: OptimizerSpec;
  /**
   * The optimiser as a plain loop: the parameter after every step from `x`, in float64.
   *
   * @param gradient of the loss at a point
   */
  readonly plain: (x: number[], gradient: (x: readonly number[]) => number[], steps: number) => number[][];
  /** A learning rate and a number of steps with which it reaches the minimum of a parabola within 1e-3. */
  readonly parabola: { readonly learningRate: LearningRate; readonly steps: number };
  /** And with which it brings Rosenbrock's function below 1 from (−1.2, 1), where it is 24.2. */
  readonly rosenbrock: { readonly learningRate: LearningRate; readonly steps: number };
}

/** Tests an optimiser: its first steps number by number, that it finds a minimum, and that it gets down a bent valley. */
export function testOptimizer({ spec, plain, parabola: bowl, rosenbrock }: OptimizerTest): void {
  const start = [0.5, -0.3, 2, -1];
  const expected = plain([...start], parabola.gradient, 4);
  const actual = minimise(spec, parabola.loss, ndArray([2, 2], start), 4);
  actual.forEach(({ x }, step) => {
    x.forEach((element, index) => {
      expect(element, `step ${step + 1}, element ${index}`).toBeCloseTo(expected[step]![index]!, 6);
    });
  });

  const found = minimise(
    { ...spec, learningRate: bowl.learningRate },
    parabola.loss,
    ndArray([2, 2], start),
    bowl.steps,
  );
  found.at(-1)!.x.forEach((element, index) => {
    expect(Math.abs(element - MINIMUM[index]!)).toBeLessThan(1e-3);
  });

  const valley = { ...spec, learningRate: rosenbrock.learningRate };
  const path = minimise(valley, banana, ndArray([1, 2], [-1.2, 1]), rosenbrock.steps);
  expect(path[0]!.loss).toBeCloseTo(24.2, 4);
  expect(path.at(-1)!.loss).toBeLessThan(1);
}

/** The loss before, and the state after, every step, by the float64 reference of the update's own graph. */
export function minimise(
  spec: OptimizerSpec,
  lossOf: (x: Value) => Value,
  start: NdArray,
  steps: number,
): { readonly loss: number; readonly x: number[]; readonly state: Readonly<Record<string, NdArray>> }[] {
  const graph = new Graph('optimizer');
  const tensor = (name: string, shape: readonly number[]): ModelTensor => {
    const value = graph.input(name, 'float32', shape);
    return { name, shape, initializer: 'zeros', fanIn: 1, fanOut: 1, value };
  };
  const x = tensor('x', start.shape);
  // A last kernel without a gradient, so that x is a hidden one.
  const parameters = [x, tensor('output', [1, 1])];
  const loss = lossOf(x.value);
  graph.output('loss', loss);
  const update = addUpdate(graph, spec, { parameters, statistics: [] }, loss);
  verifyGraph(graph);

  const numbers = updateNumbers(optimizerSchema.parse(spec));
  const shapeOf = new Map(update.state.map(({ name, shape }) => [name, shape]));
  const first = initialState(update.state, 0, { x: Float32Array.from(start.data) });
  let state = Object.fromEntries(
    Object.entries(first).map(([name, data]) => [name, ndArray(shapeOf.get(name)!, data)]),
  );
  return Array.from({ length: steps }, (_, step) => {
    const values = Object.entries(numbers.at({ step, steps, stepsPerEpoch: steps, history: [] })).map(
      ([name, value]) => [name, ndArray([], [value])] as const,
    );
    const { loss: before, ...next } = evaluateGraph(graph, { ...state, ...Object.fromEntries(values) });
    state = next;
    return { loss: before!.data[0]!, x: [...next['x']!.data], state: next };
  });
}
