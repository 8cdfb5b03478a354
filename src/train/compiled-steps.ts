import { InternalError } from '../core/errors.ts';
import { CompiledStep, type TrainingData } from './compiled-step.ts';
import type { Provider, SessionOptions } from '../runtime/provider.ts';
import type { TrainingGraph } from './training-graph.ts';

/** The compiled steps of a run, one for each size of batch, compiled when they are first wanted. */
export class CompiledSteps {
  readonly #steps = new Map<number, CompiledStep>();
  readonly #graphs: readonly TrainingGraph[];
  readonly #data: TrainingData;
  readonly #provider: Provider;
  readonly #options: SessionOptions & { readonly blockSize: number | undefined };

  constructor(
    graphs: readonly TrainingGraph[],
    data: TrainingData,
    provider: Provider,
    options: SessionOptions & { readonly blockSize: number | undefined },
  ) {
    this.#graphs = graphs;
    this.#data = data;
    this.#provider = provider;
    this.#options = options;
  }

  async get(batchSize: number): Promise<CompiledStep> {
    let step = this.#steps.get(batchSize);
    if (!step) {
      const graph = this.#graphs.find((candidate) => candidate.batchSize === batchSize);
      if (!graph) throw new InternalError(`no graph for batches of ${batchSize}`);
      step = await CompiledStep.compile(graph, this.#data, this.#provider, this.#options);
      this.#steps.set(batchSize, step);
    }
    return step;
  }

  async release(): Promise<void> {
    for (const step of this.#steps.values()) await step.release();
    this.#steps.clear();
  }
}
