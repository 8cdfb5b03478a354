import { expect } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { slice } from '../ops/slice.ts';
import { subtract } from '../ops/subtract.ts';
import type { OptimizerSpec } from '../optim/optimizers/index.ts';
import { resolveOptimizer } from '../train/optimizer-update.ts';

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
  readonly parabola: { readonly learningRate: number; readonly steps: number };
  /** And with which it brings Rosenbrock's function below 1 from (−1.2, 1), where it is 24.2. */
  readonly rosenbrock: { readonly learningRate: number; readonly steps: number };
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

/** The loss before, and the parameter after, every step, by the float64 reference of the optimiser's own graph. */
export function minimise(
  spec: OptimizerSpec,
  lossOf: (x: Value) => Value,
  start: NdArray,
  steps: number,
): { readonly loss: number; readonly x: number[] }[] {
  const { definition, options } = resolveOptimizer(spec);
  const numbers = (step: number) => definition.scalars(options, step, spec.learningRate as number);
  const graph = new Graph('optimizer');
  const x = graph.input('x', 'float32', start.shape);
  const slots = definition
    .slots(options)
    .map((name) => [name, graph.input(name, 'float32', start.shape)] as const);
  const scalars = Object.keys(numbers(1)).map((name) => [name, graph.input(name, 'float32', [])] as const);
  const loss = lossOf(x);
  const updated = definition.update(options, {
    parameter: x,
    gradient: gradients(loss, [x])[0]!,
    slots: Object.fromEntries(slots),
    scalars: Object.fromEntries(scalars),
  });
  graph.output('loss', loss);
  graph.output('x', updated.parameter);
  for (const [name] of slots) graph.output(name, updated.slots[name]!);
  verifyGraph(graph);

  const path: { loss: number; x: number[] }[] = [];
  let state: Record<string, NdArray> = { x: start };
  for (const [name] of slots) state[name] = ndArray(start.shape);
  for (let step = 1; step <= steps; step++) {
    const values = Object.entries(numbers(step)).map(
      ([name, value]) => [name, ndArray([], [value])] as const,
    );
    const { loss: before, ...next } = evaluateGraph(graph, { ...state, ...Object.fromEntries(values) });
    state = next;
    path.push({ loss: before!.data[0]!, x: [...next['x']!.data] });
  }
  return path;
}
