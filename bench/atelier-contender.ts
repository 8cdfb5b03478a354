import { permutation, randomStream } from '../src/core/random.ts';
import { cpuProvider } from '../src/runtime/cpu-provider.node.ts';
import type { ModelSpec } from '../src/nn/model.ts';
import type { ModelPresetName } from '../src/nn/preset-names.ts';
import { modelPresets } from '../src/nn/presets/index.ts';
import { adam } from '../src/optim/optimizers/adam.ts';
import { CompiledStep, type TrainingData } from '../src/train/compiled-step.ts';
import type { TrainingState } from '../src/train/state-tensor.ts';
import type { MaskMemory } from '../src/train/dropout-masks.ts';
import { initialState } from '../src/train/initial-state.ts';
import { stepInputs } from '../src/train/step-inputs.ts';
import { buildTrainingGraph, type TrainingGraph } from '../src/train/training-graph.ts';

const EXAMPLES = 4096;
const LEARNING_RATE = 1e-3;
/** Steps in one call of the runtime take about this long together, as in training. */
const CALL_MS = 200;

/** Random bytes [count, 28, 28] and labels: what they show does not change how long a step takes. */
export function randomExamples(count: number): TrainingData {
  const words = new Uint32Array((count * 784) / 4);
  randomStream(1, 'bench-images').fillUint32(words);
  const labels = randomStream(1, 'bench-labels');
  return {
    images: new Uint8Array(words.buffer),
    labels: Int32Array.from({ length: count }, () => labels.integer(10)),
  };
}

/** Atelier's own training step on random images, with everything that training does for a step. */
export class AtelierContender {
  readonly training: TrainingGraph;
  /** That of the last batch. */
  loss = NaN;
  readonly #step: CompiledStep;
  #state: TrainingState;
  #stepsDone = 0;
  #stepMs = CALL_MS;
  readonly #maskMemory: MaskMemory = new Map();
  #order: { readonly epoch: number; readonly examples: Int32Array } = {
    epoch: -1,
    examples: new Int32Array(),
  };

  private constructor(training: TrainingGraph, step: CompiledStep) {
    this.training = training;
    this.#step = step;
    this.#state = initialState(training.state, 1);
  }

  /** @param model of images [28, 28, 1] */
  static async create(
    model: ModelPresetName | ModelSpec,
    batch: number,
    threads: number,
  ): Promise<AtelierContender> {
    const spec = typeof model === 'string' ? modelPresets[model]({ input: [28, 28, 1], classes: 10 }) : model;
    const training = buildTrainingGraph(spec, { optimizer: adam({ learningRate: LEARNING_RATE }) }, batch);
    const data = randomExamples(EXAMPLES);
    const blockSize = await cpuProvider.blockSize();
    return new AtelierContender(
      training,
      await CompiledStep.compile(training, data, cpuProvider, { threads, blockSize }),
    );
  }

  /** Takes so many steps; returns the mean milliseconds of a step for each call of the runtime. */
  async run(steps: number): Promise<number[]> {
    const times: number[] = [];
    for (let done = 0; done < steps;) {
      const count = Math.min(steps - done, Math.max(1, Math.round(CALL_MS / this.#stepMs)));
      const begin = performance.now();
      const results = await this.#step.run(this.#state, this.#inputs(count));
      this.#state = results.state;
      this.loss = results.losses.at(-1)!;
      this.#stepMs = (performance.now() - begin) / count;
      times.push(this.#stepMs);
      this.#stepsDone += count;
      done += count;
    }
    return times;
  }

  release(): Promise<void> {
    return this.#step.release();
  }

  #inputs(steps: number) {
    const { batchSize } = this.training;
    const perEpoch = Math.floor(EXAMPLES / batchSize);
    const indices = new Int32Array(steps * batchSize);
    for (let step = 0; step < steps; step++) {
      const number = this.#stepsDone + step;
      const order = this.#orderOf(Math.floor(number / perEpoch));
      const start = (number % perEpoch) * batchSize;
      indices.set(order.subarray(start, start + batchSize), step * batchSize);
    }
    const run = { steps, stepsPerEpoch: perEpoch, history: [] };
    const training = { optimizer: adam({ learningRate: LEARNING_RATE }), seed: 1 };
    const range = { first: this.#stepsDone, steps, run };
    return stepInputs(this.training, training, { indices }, range, this.#maskMemory);
  }

  /** Drawn once an epoch, as in training and by the peers. */
  #orderOf(epoch: number): Int32Array {
    if (epoch !== this.#order.epoch)
      this.#order = { epoch, examples: permutation(randomStream(1, 'bench-order', epoch), EXAMPLES) };
    return this.#order.examples;
  }
}
