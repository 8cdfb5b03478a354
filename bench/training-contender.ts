import { parseOptions } from '../src/core/parse-options.ts';
import { randomStream } from '../src/core/random.ts';
import { createBatchPreparer } from '../src/data/batch-preparer.ts';
import type { Dataset } from '../src/data/dataset.ts';
import type { ModelPresetName } from '../src/nn/preset-names.ts';
import { modelPresets } from '../src/nn/presets/index.ts';
import { adam } from '../src/optim/optimizers/adam.ts';
import { cpuProvider } from '../src/runtime/cpu-provider.node.ts';
import type { StartPreparer } from '../src/train/preparer.ts';
import { trainingSchema, type TrainingOptions } from '../src/train/recipe.ts';
import { Trainer } from '../src/train/trainer.ts';

export const SHAPE = [28, 28, 1] as const;
export const IMAGE_BYTES = 784;
export const EXAMPLES = 16_384;

/** Preparation alone is measured for so long, after as long again in which its code gets fast. */
const MEASURE_MS = 2000;

interface ContenderOptions {
  readonly model: ModelPresetName;
  readonly batchSize: number;
  readonly threads: number;
  readonly changes: Partial<TrainingOptions>;
  readonly startPreparer: StartPreparer;
}

/** What all train on. */
export const data = randomData();

/** A training run that is advanced for a while at a time. */
export class TrainingContender {
  readonly title: string;
  /** For each chunk of steps: the time of a step, and what the process's threads computed in it together. */
  readonly stepMs: number[] = [];
  readonly stepCpuMs: number[] = [];
  readonly preparationMs: number;
  readonly #trainer: Trainer;
  #stepInEpoch = 0;
  readonly #run: ReturnType<Trainer['run']>;

  private constructor(title: string, trainer: Trainer, preparationMs: number) {
    this.title = title;
    this.preparationMs = preparationMs;
    this.#trainer = trainer;
    this.#run = trainer.run();
  }

  static async create(
    title: string,
    { model, batchSize, threads, changes, startPreparer }: ContenderOptions,
  ): Promise<TrainingContender> {
    const common = {
      optimizer: adam({ learningRate: 1e-3 }),
      epochs: 1e6,
      batchSize,
      validation: { count: 10 },
    };
    const training = parseOptions(trainingSchema, { ...common, ...changes }, 'training');
    const trainer = new Trainer({
      ...{ model: modelPresets[model]({ input: SHAPE, classes: 10 }), training, data, provider: cpuProvider },
      ...{ threads, blockSize: await cpuProvider.blockSize(), startPreparer },
    });
    const { augment, mix, seed } = training;
    const prepare = createBatchPreparer({ images: data.train.images, imageShape: SHAPE, augment, mix, seed });
    const indices = Int32Array.from({ length: batchSize }, (_, index) => index);
    let step = 0;
    const prepareFor = (durationMs: number): number => {
      const begin = process.cpuUsage();
      const end = performance.now() + durationMs;
      let done = 0;
      for (; performance.now() < end; done++) {
        prepare({ epoch: 0, position: step++ * batchSize, batchSize, indices });
      }
      return process.cpuUsage(begin).user / 1000 / done;
    };
    prepareFor(MEASURE_MS);
    const preparationMs = augment.length > 0 || mix ? prepareFor(MEASURE_MS) : 0;
    return new TrainingContender(title, trainer, preparationMs);
  }

  /** Trains for about so long, and notes how long a step takes in each chunk, waiting for its batches included. */
  async run(forMs: number): Promise<void> {
    const end = performance.now() + forMs;
    while (performance.now() < end) {
      const begin = performance.now();
      const cpuBegin = process.cpuUsage();
      const { done, value } = await this.#run.next();
      if (done) throw new Error('training has ended');
      if (value.type === 'epoch') this.#stepInEpoch = 0;
      if (value.type !== 'progress') continue;
      const steps = value.step - this.#stepInEpoch;
      const { user, system } = process.cpuUsage(cpuBegin);
      this.stepMs.push((performance.now() - begin) / steps);
      this.stepCpuMs.push((user + system) / 1000 / steps);
      this.#stepInEpoch = value.step;
    }
  }

  async close(): Promise<void> {
    await this.#trainer.release();
  }
}

function randomData(): Dataset {
  const words = new Uint32Array((EXAMPLES * IMAGE_BYTES) / 4);
  randomStream(1, 'bench-images').fillUint32(words);
  const random = randomStream(1, 'bench-labels');
  const labels = Int32Array.from({ length: EXAMPLES }, () => random.integer(10));
  const examples = { images: new Uint8Array(words.buffer), labels };
  return {
    name: 'random',
    title: 'Random bytes',
    imageShape: SHAPE,
    classNames: Array.from({ length: 10 }, (_, index) => `class ${index}`),
    train: examples,
    test: examples,
    digest: '0'.repeat(64),
    origin: 'drawn here',
  };
}
