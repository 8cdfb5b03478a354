import { elementCount, type Shape } from '../core/shape.ts';
import type { Graph } from '../graph/graph.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { Provider, Session } from '../runtime/provider.ts';
import type { TrainedModel } from '../train/trained-model.ts';

/** Where a trained model is run. */
export interface RunOptions {
  readonly provider: Provider;
  /** Threads that one operation may use; 1 where not given. */
  readonly threads?: number | undefined;
}

/** Images in one run of the runtime, and pixels, so that the features of large images fit into memory. */
const MAX_ROWS = 64;
const MAX_PIXELS = 2 ** 18;

/** How many images a model is shown at a time, where there are `count`. */
export function chunkRows({ input: [height, width] }: ModelSpec, count: number): number {
  return Math.max(1, Math.min(MAX_ROWS, count, Math.floor(MAX_PIXELS / (height * width))));
}

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
   * @param build the graph for a number of images, the first axis of all inputs that are no weights, and of all outputs
   * @param count about how many images it will be run over at a time
   */
  static async compile(
    build: (chunk: number) => Graph,
    { model, weights }: Pick<TrainedModel, 'model' | 'weights'>,
    count: number,
    { provider, threads = 1 }: RunOptions,
  ): Promise<ChunkedSession> {
    const chunk = chunkRows(model, count);
    const graph = build(chunk);
    const session = await provider.createSession(lowerToModel(graph, { weights }), { threads });
    return new ChunkedSession(graph, session, chunk);
  }

  /**
   * All rows of each output. The last chunk is filled up with zeros.
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
      results[name] = new Float32Array(count * rowSize(shape));
    }
    for (let start = 0; start < count; start += chunk) {
      const rows = Math.min(chunk, count - start);
      const feeds = fed.map(({ name, shape, type: { dtype } }) => {
        const size = rowSize(shape);
        const given = inputs[name!]!.subarray(start * size, (start + rows) * size);
        return [
          name!,
          { dtype, shape: [chunk, ...fixed(shape)], data: filledUp(given, chunk * size) },
        ] as const;
      });
      const outputs = await this.#session.run(Object.fromEntries(feeds));
      for (const [name, { data }] of Object.entries(outputs)) {
        const size = data.length / chunk;
        results[name]!.set((data as Float32Array).subarray(0, rows * size), start * size);
      }
    }
    return results;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** All axes but the first. */
function fixed(shape: Shape): readonly number[] {
  return shape.slice(1) as number[];
}

function rowSize(shape: Shape): number {
  return elementCount(fixed(shape));
}

function filledUp(data: Uint8Array | Float32Array, length: number): Uint8Array | Float32Array {
  if (data.length === length) return data;
  const full = data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  full.set(data);
  return full;
}

/** Compiles a graph, runs it over all rows, and frees it. See `ChunkedSession`. */
export async function runInChunks(
  build: (chunk: number) => Graph,
  trained: Pick<TrainedModel, 'model' | 'weights'>,
  inputs: Readonly<Record<string, Uint8Array | Float32Array>>,
  count: number,
  options: RunOptions,
): Promise<Record<string, Float32Array>> {
  const session = await ChunkedSession.compile(build, trained, count, options);
  try {
    return await session.run(inputs, count);
  } finally {
    await session.release();
  }
}
