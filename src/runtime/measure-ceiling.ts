import { Graph } from '../graph/graph.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import { matmul } from '../ops/matmul.ts';
import type { Provider } from './provider.ts';

const SIZE = 1024;

/** The best rate of a float32 matrix product of 1024³ on the runtime, in operations (2 a multiply-add) a second. */
export async function measureCeiling(provider: Provider, threads: number, repeats = 12): Promise<number> {
  const graph = new Graph('ceiling');
  const shape = [SIZE, SIZE];
  graph.output('c', matmul(graph.input('a', 'float32', shape), graph.input('b', 'float32', shape)));
  const session = await provider.createSession(lowerToModel(graph), { threads });
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
