import { CompiledStep, type TrainingData } from './compiled-step.ts';
import type { Provider, SessionOptions } from '../runtime/provider.ts';
import type { TrainingGraph } from './training-graph.ts';

/** The compiled steps of a run, one for each size of batch, compiled when they are first wanted. */
export class CompiledSteps {
  readonly #steps = new Map<number, CompiledStep>();
  readonly #build: (batchSize: number) => TrainingGraph;
  readonly #data: TrainingData;
  readonly #provider: Provider;
  readonly #options: SessionOptions & { readonly blockSize: number | undefined };

  constructor(
    build: (batchSize: number) => TrainingGraph,
    data: TrainingData,
    provider: Provider,
    options: SessionOptions & { readonly blockSize: number | undefined },
  ) {
    this.#build = build;
    this.#data = data;
    this.#provider = provider;
    this.#options = options;
  }

  async get(batchSize: number): Promise<CompiledStep> {
    let step = this.#steps.get(batchSize);
    if (!step) {
      step = await CompiledStep.compile(this.#build(batchSize), this.#data, this.#provider, this.#options);
      this.#steps.set(batchSize, step);
    }
    return step;
  }

  async release(): Promise<void> {
    for (const step of this.#steps.values()) await step.release();
    this.#steps.clear();
  }
}
