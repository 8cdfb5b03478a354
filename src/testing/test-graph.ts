import { expect } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { randomStream, type RandomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { assignLayouts } from '../onnx/assign-layouts.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { expectClose, runOnCpu } from './test-op.ts';

/** The block size of this machine; `undefined` where it has no blocked layout, so that tests of it are skipped. */
export const machineBlockSize = await cpuProvider.blockSize();

/**
 * An array for every input of a graph that holds a model: kernels of the size that keeps activations near 1, scales and
 * variances around 1, masks of 0 and 1, labels from 0 to 9, any bytes.
 */
export function drawInputs(graph: Graph, seed: number): Record<string, NdArray> {
  return Object.fromEntries(
    graph.inputs.map((input, index) => [input.name!, drawInput(input, randomStream(seed, 'draw', index))]),
  );
}

function drawInput({ name, shape: dims, type }: Value, stream: RandomStream): NdArray {
  const shape = dims as readonly number[];
  const draw = (next: () => number) => ndArray(shape, Array.from({ length: elementCount(shape) }, next));
  if (name!.endsWith('mask')) return draw(() => stream.integer(2));
  if (type.dtype === 'uint8') return draw(() => stream.integer(256));
  if (type.dtype === 'int32') return draw(() => stream.integer(10));
  const kind = name!.slice(name!.lastIndexOf('.') + 1);
  if (kind === 'gamma' || kind === 'variance') return draw(() => Math.fround(stream.uniform(0.5, 1.5)));
  const fanIn = shape.length === 4 ? elementCount(shape.slice(1)) : (shape[0] ?? 1);
  const bound = kind === 'kernel' ? Math.sqrt(3 / fanIn) : 0.5;
  return draw(() => Math.fround(stream.uniform(-bound, bound)));
}

/** A scalar of a graph, and what it depends on. */
export interface BuiltLoss {
  readonly loss: Value;
  readonly wrt: readonly Value[];
}

/**
 * Compares the symbolic gradient of a loss with central differences of the float64 reference, along random directions of
 * all of `wrt` together.
 *
 * @param build called for two graphs, one of which holds the gradients too
 */
export function expectGradients(
  build: (graph: Graph) => BuiltLoss,
  inputs: Readonly<Record<string, NdArray>>,
  options: {
    readonly directions: number;
    readonly tolerance?: number;
    readonly seed?: number;
    readonly size?: number;
  },
): void {
  const both = new Graph('gradients');
  const { loss, wrt } = build(both);
  gradients(loss, wrt).forEach((gradient, index) => {
    both.output(`d${index}`, gradient);
  });
  verifyGraph(both);
  const results = evaluateGraph(both, inputs);
  const forward = new Graph('forward');
  forward.output('loss', build(forward).loss);

  const stream = randomStream(options.seed ?? 1, 'directions');
  for (let round = 0; round < options.directions; round++) {
    const directions = wrt.map((value, index) => {
      expect(results[`d${index}`]!.shape).toEqual(value.shape);
      return inputs[value.name!]!.data.map(() => stream.normal());
    });
    const along = directions.reduce(
      (sum, direction, index) => sum + dot(results[`d${index}`]!.data, direction),
      0,
    );
    // Small, so that hardly any value crosses a kink.
    const size = 1e-7;
    const lossAt = (sign: number) => {
      const moved = wrt.map((value, index) => {
        const { shape, data } = inputs[value.name!]!;
        const there = data.map((element, k) => element + sign * size * directions[index]![k]!);
        return [value.name!, ndArray(shape, there)] as const;
      });
      return evaluateGraph(forward, { ...inputs, ...Object.fromEntries(moved) })['loss']!.data[0]!;
    };
    const difference = (lossAt(1) - lossAt(-1)) / (2 * size);
    const length = Math.sqrt(
      wrt.reduce((sum, _, index) => sum + dot(results[`d${index}`]!.data, results[`d${index}`]!.data), 0),
    );
    const error = Math.abs(along - difference) / Math.max(Math.abs(difference), length, 1e-3);
    expect(error, `along: ${along}, difference: ${difference}`).toBeLessThan(options.tolerance ?? 1e-5);
  }
}

/** Compares a graph on the runtime with the float64 reference, in the plain layout and, where there is one, the blocked. */
export async function expectRuntimeAgrees(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
  tolerance: number,
): Promise<void> {
  const expected = evaluateGraph(graph, inputs);
  const graphs: [Graph, number | undefined][] = [[graph, undefined]];
  if (machineBlockSize !== undefined) {
    graphs.push([assignLayouts(graph, machineBlockSize), machineBlockSize]);
  }
  for (const [lowered, blockSize] of graphs) {
    const actual = await runOnCpu(lowered, inputs, blockSize);
    expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, array] of Object.entries(expected)) expectClose(actual[name]!, array, tolerance);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, element, index) => sum + element * b[index]!, 0);
}
