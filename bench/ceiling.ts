import { Graph } from '../src/graph/graph.ts';
import { lowerToModel } from '../src/onnx/lower-graph.ts';
import { conv2dInputGradientOp } from '../src/ops/conv2d-input-gradient.ts';
import { conv2dWeightGradientOp } from '../src/ops/conv2d-weight-gradient.ts';
import { conv2dOp } from '../src/ops/conv2d.ts';
import { matmul, matmulOp } from '../src/ops/matmul.ts';
import { cpuProvider } from '../src/runtime/cpu-provider.node.ts';

const SIZE = 1024;

/** The best rate of a float32 matrix product of 1024³ on the runtime, in operations (2 a multiply-add) a second. */
export async function measureCeiling(threads: number, repeats = 12): Promise<number> {
  const graph = new Graph('ceiling');
  const shape = [SIZE, SIZE];
  graph.output('c', matmul(graph.input('a', 'float32', shape), graph.input('b', 'float32', shape)));
  const session = await cpuProvider.createSession(lowerToModel(graph), { threads });
  const tensor = { dtype: 'float32' as const, shape, data: new Float32Array(SIZE * SIZE).fill(0.5) };
  let best = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const begin = performance.now();
    await session.run({ a: tensor, b: tensor });
    best = Math.min(best, performance.now() - begin);
  }
  await session.release();
  return (2 * SIZE ** 3 * 1000) / best;
}

/**
 * The operations of all products of matrices and convolutions in a graph, two a multiply-add: in a training step the
 * forward pass, the gradients of weights, and the gradients of inputs where they are needed.
 */
export function countOperations(graph: Graph): number {
  const product = (shape: readonly (number | string)[]) =>
    (shape as readonly number[]).reduce((a, b) => a * b, 1);
  let operations = 0;
  for (const { op, inputs, outputs, attributes } of graph.nodes) {
    const definition: unknown = op;
    const [first, second] = inputs.map(({ shape }) => shape as readonly number[]);
    const output = outputs[0]!.shape as readonly number[];
    if (definition === matmulOp)
      operations += 2 * product(output) * first![attributes['transposeA'] === true ? 0 : 1]!;
    else if (definition === conv2dOp) operations += 2 * product(output) * product(second!.slice(1));
    else if (definition === conv2dInputGradientOp)
      operations += 2 * product(first!) * product(second!.slice(1));
    else if (definition === conv2dWeightGradientOp)
      operations += 2 * product(second!) * product(output.slice(1));
  }
  return operations;
}
