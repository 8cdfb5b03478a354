import { expect } from 'vitest';
import type { DType } from '../core/dtype.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { randomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import { gradients } from '../autodiff/gradients.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import type { RuntimeTensor } from '../runtime/provider.ts';

/** An operand of a test: its shape, and how its numbers are drawn. */
export interface TestInput {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  /** The numbers, instead of drawn ones. */
  readonly data?: readonly number[];
  /** The interval of drawn numbers, [−1, 1) by default; choose one without kinks. */
  readonly range?: readonly [low: number, high: number];
  /** Draw numbers at least this far from each other, so that no two tie: for maxima. */
  readonly distinct?: number;
}

export interface OpTest {
  readonly inputs: readonly TestInput[];
  readonly build: (...inputs: Value[]) => Value | readonly Value[];
  /** Whether to compare gradients with central differences: on by default. */
  readonly gradient?: boolean;
  /** The largest relative error of the runtime's float32. */
  readonly tolerance?: number;
}

/**
 * Tests an expression in both ways that matter: the runtime's float32 results against the float64 reference, and the
 * symbolic gradients against central differences of the reference along random directions.
 */
export async function testOp(test: OpTest): Promise<void> {
  const arrays = test.inputs.map((input, index) => drawInput(input, index));
  await compareWithRuntime(test, arrays);
  if (test.gradient ?? true) compareWithDifferences(test, arrays);
}

function buildGraph(test: OpTest): { graph: Graph; inputs: Value[]; outputs: readonly Value[] } {
  const graph = new Graph('test');
  const inputs = test.inputs.map(({ shape, dtype }, index) =>
    graph.input(`x${index}`, dtype ?? 'float32', shape),
  );
  const built = test.build(...inputs);
  return { graph, inputs, outputs: Array.isArray(built) ? (built as Value[]) : [built as Value] };
}

function drawInput({ shape, data, range = [-1, 1], distinct }: TestInput, index: number): NdArray {
  if (data) return ndArray(shape, data);
  const stream = randomStream(17, 'test-op', index);
  const count = elementCount(shape);
  if (distinct !== undefined) {
    const values = stream.shuffle(Float64Array.from({ length: count }, (_, k) => (k - count / 2) * distinct));
    return ndArray(shape, values);
  }
  return ndArray(
    shape,
    Array.from({ length: count }, () => Math.fround(stream.uniform(...range))),
  );
}

async function compareWithRuntime(test: OpTest, arrays: readonly NdArray[]): Promise<void> {
  const { graph, outputs } = buildGraph(test);
  outputs.forEach((output, index) => {
    graph.output(`y${index}`, output);
  });
  verifyGraph(graph);
  const expected = evaluateGraph(graph, named(arrays));
  const results = await runOnCpu(graph, named(arrays));
  outputs.forEach((_, index) => {
    expectClose(results[`y${index}`]!, expected[`y${index}`]!, test.tolerance ?? 2e-5);
  });
}

/** Runs a graph on the runtime, in the inputs' dtypes; `blockSize` where it has blocked values. */
export async function runOnCpu(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
  blockSize = 1,
): Promise<Record<string, NdArray>> {
  const session = await cpuProvider.createSession(lowerToModel(graph, { blockSize }), { threads: 1 });
  const feeds = graph.inputs.map(({ name, type }) => [name!, toRuntime(inputs[name!]!, type.dtype)] as const);
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { shape, data }]) => [
      name,
      ndArray(shape, Array.from(data as ArrayLike<number>, Number)),
    ]),
  );
}

function toRuntime({ shape, data }: NdArray, dtype: DType): RuntimeTensor {
  const make = {
    float32: () => Float32Array.from(data),
    int32: () => Int32Array.from(data),
    int64: () => BigInt64Array.from(Array.from(data, BigInt)),
    uint8: () => Uint8Array.from(data),
    bool: () => Uint8Array.from(data),
  };
  return { dtype, shape, data: make[dtype]() };
}

function named(arrays: readonly NdArray[]): Record<string, NdArray> {
  return Object.fromEntries(arrays.map((array, index) => [`x${index}`, array]));
}

/** Asserts equal shapes and elements that agree relative to the largest element, or to `least` where that is larger. */
export function expectClose(actual: NdArray, expected: NdArray, tolerance: number, least = 1e-3): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = expected.data.reduce((top, element) => Math.max(top, Math.abs(element)), least);
  let worst = 0;
  expected.data.forEach((element, index) => {
    const error = Math.abs(element - actual.data[index]!) / scale;
    worst = error <= worst ? worst : error;
  });
  expect(worst).toBeLessThan(tolerance);
}

/** Compares d(Σ w·y)/dx · direction with a central difference, for each float input and random w and directions. */
function compareWithDifferences(test: OpTest, arrays: readonly NdArray[]): void {
  const { graph, inputs, outputs } = buildGraph(test);
  const y = outputs[0]!;
  const shape = y.shape as readonly number[];
  const stream = randomStream(23, 'test-op-weights');
  const weights = graph.constant(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => stream.uniform(-1, 1)),
  );
  const loss = reduceSum(multiply(y, weights), { axes: shape.map((_, axis) => axis) });
  graph.output('loss', loss);
  const wrt = inputs.filter(({ type }) => type.dtype === 'float32');
  gradients(loss, wrt).forEach((gradient, index) => {
    graph.output(`d${index}`, gradient);
  });
  verifyGraph(graph);
  const base = named(arrays);
  const result = evaluateGraph(graph, base);
  wrt.forEach((input, index) => {
    const gradient = result[`d${index}`]!;
    const array = base[input.name!]!;
    expect(gradient.shape).toEqual(array.shape);
    const direction = array.data.map(() => stream.normal());
    const along = gradient.data.reduce((sum, element, k) => sum + element * direction[k]!, 0);
    const size = 1e-6;
    const lossAt = (sign: number) => {
      const moved = ndArray(
        array.shape,
        array.data.map((element, k) => element + sign * size * direction[k]!),
      );
      return evaluateGraph(graph, { ...base, [input.name!]: moved })['loss']!.data[0]!;
    };
    const difference = (lossAt(1) - lossAt(-1)) / (2 * size);
    const scale = Math.max(
      Math.abs(difference),
      Math.sqrt(gradient.data.reduce((sum, element) => sum + element ** 2, 0)),
      1e-3,
    );
    expect(Math.abs(along - difference) / scale, `gradient of ${input.name}`).toBeLessThan(1e-6);
  });
}
