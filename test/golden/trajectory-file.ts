import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import type { ModelSpec } from '../../src/nn/model.ts';

/** A model, and how its parameters are drawn at the beginning, in the order in which the layers declare them. */
export interface TrajectoryModel extends ModelSpec {
  readonly parameters: readonly {
    readonly shape: readonly number[];
    readonly low: number;
    readonly high: number;
  }[];
}

export interface TrajectoryCase {
  readonly name: string;
  /** Which of the file's models it trains. */
  readonly model: number;
  /** A recipe's training options, without epochs and batch size. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Of every step, before its update. */
  readonly losses: readonly number[];
  /** Of the first two images of the last batch, after the last step, in evaluation mode. */
  readonly logits: readonly number[];
}

/** What scripts/golden/trajectories.py writes, where every number is defined. */
export interface TrajectoryFile {
  readonly seed: number;
  readonly batchSize: number;
  readonly batches: number;
  readonly steps: number;
  readonly models: readonly TrajectoryModel[];
  readonly cases: readonly TrajectoryCase[];
}

/** Reads the trajectories of a part, such as `optimizers`. */
export function readTrajectories(part: string): TrajectoryFile {
  const path = join(import.meta.dirname, 'trajectories', `${part}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as TrajectoryFile;
}

/** The first values of every parameter. */
export function trajectoryWeights(
  { seed }: TrajectoryFile,
  model: TrajectoryModel,
): Float32Array<ArrayBuffer>[] {
  return model.parameters.map(({ shape, low, high }, index) => {
    const stream = randomStream(seed, 'trajectory-weights', index);
    return Float32Array.from({ length: elementCount(shape) }, () => stream.uniform(low, high));
  });
}

/** All images and labels; the batches follow one another. */
export function trajectoryData({ seed, batchSize, batches }: TrajectoryFile, model: TrajectoryModel) {
  const count = batchSize * batches;
  const words = new Uint32Array(count * elementCount(model.input));
  randomStream(seed, 'trajectory-images').fillUint32(words);
  const stream = randomStream(seed, 'trajectory-labels');
  return {
    images: Uint8Array.from(words, (word) => word >>> 24),
    labels: Int32Array.from({ length: count }, () => stream.integer(model.classes)),
  };
}

/** The bytes of a mask in all steps: 1 where kept. */
export function trajectoryMasks(
  { seed, steps }: TrajectoryFile,
  mask: { readonly shape: readonly number[]; readonly rate: number },
  index: number,
): Uint8Array {
  const size = elementCount(mask.shape);
  const bytes = new Uint8Array(steps * size);
  const words = new Uint32Array(size);
  for (let step = 0; step < steps; step++) {
    randomStream(seed, 'trajectory-masks', step, index).fillUint32(words);
    words.forEach((word, position) => {
      bytes[step * size + position] = word >= mask.rate * 2 ** 32 ? 1 : 0;
    });
  }
  return bytes;
}
