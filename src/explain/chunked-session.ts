import type { TypedArray } from '../core/dtype.ts';
import { elementCount, type Shape } from '../core/shape.ts';
import type { Graph } from '../graph/graph.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import type { Provider, Session } from '../runtime/provider.ts';

/** Where a trained model is run. */
export interface RunOptions {
  readonly provider: Provider;
  /** Threads that one operation may use; 1 where not given. */
  readonly threads?: number | undefined;
}

/** Rows in one run of the runtime. */
const MAX_CHUNK = 64;

/** A graph with weights as constants, which is run over any number of rows, as many at a time as it was built for. */
export class ChunkedSession {
  readonly #graph: Graph;
  readonly #session: Session;
  readonly #chunk: number;

  private constructor(graph: Graph, session: Session, chunk: number) {
    this.#graph = graph;
    this.#session = session;
    this.#chunk = chunk;
  }

  /**
   * @param build the graph for a number of rows, the first axis of all inputs that are no weights, and of all outputs
   * @param rows the fewest that it will be run over
   */
  static async compile(
    build: (chunk: number) => Graph,
    weights: Readonly<Record<string, TypedArray>>,
    rows: number,
    { provider, threads = 1 }: RunOptions,
  ): Promise<ChunkedSession> {
    const chunk = Math.max(1, Math.min(MAX_CHUNK, rows));
    const graph = build(chunk);
    const session = await provider.createSession(lowerToModel(graph, { weights }), { threads });
    return new ChunkedSession(graph, session, chunk);
  }

  /**
   * All rows of each output. The last rows are run together with some before them, which are computed twice, so that one
   * compiled graph is enough.
   *
   * @param inputs `count` rows for each input that is no weight
   */
  async run(
    inputs: Readonly<Record<string, Uint8Array | Float32Array>>,
    count: number,
  ): Promise<Record<string, Float32Array>> {
    const chunk = this.#chunk;
    const fed = this.#graph.inputs.filter(({ name }) => inputs[name!] !== undefined);
    const results: Record<string, Float32Array> = {};
    for (const [name, { shape }] of this.#graph.outputs) {
      results[name] = new Float32Array(count * this.#rowSize(shape));
    }
    for (let next = 0; next < count; next += chunk) {
      const start = Math.min(next, count - chunk);
      const feeds = fed.map(({ name, shape, type: { dtype } }) => {
        const size = this.#rowSize(shape);
        const data = inputs[name!]!.subarray(start * size, (start + chunk) * size);
        return [name!, { dtype, shape: [chunk, ...(shape.slice(1) as number[])], data }] as const;
      });
      const outputs = await this.#session.run(Object.fromEntries(feeds));
      for (const [name, { data }] of Object.entries(outputs)) {
        results[name]!.set(data as Float32Array, (start * data.length) / chunk);
      }
    }
    return results;
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #rowSize(shape: Shape): number {
    return elementCount(shape.slice(1) as number[]);
  }
}

/** Compiles a graph, runs it over all rows, and frees it. See `ChunkedSession`. */
export async function runInChunks(
  build: (chunk: number) => Graph,
  weights: Readonly<Record<string, TypedArray>>,
  inputs: Readonly<Record<string, Uint8Array | Float32Array>>,
  count: number,
  options: RunOptions,
): Promise<Record<string, Float32Array>> {
  const session = await ChunkedSession.compile(build, weights, count, options);
  try {
    return await session.run(inputs, count);
  } finally {
    await session.release();
  }
}
