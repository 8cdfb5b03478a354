import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomStream } from '../../src/core/random.ts';
import { encodeIdx } from '../../src/data/idx.ts';
import {
  activation,
  adam,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  maxPool2d,
  oneCycle,
  sequential,
  type RecipeInput,
} from '../../src/index.ts';
import { decodeSafetensors } from '../../src/runs/safetensors.ts';

const SIDE = 16;
const CLASSES = 4;

/** Noisy squares, in one corner for each class: hard enough that weights keep changing. */
function images(split: string, count: number): { images: Uint8Array; labels: Uint8Array } {
  const stream = randomStream(11, `small-${split}`);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % CLASSES);
  for (let index = 0; index < count; index++) {
    const [top, left] = [8 * (labels[index]! >> 1), 8 * (labels[index]! & 1)];
    for (let at = 0; at < SIDE * SIDE; at++) {
      const [y, x] = [Math.floor(at / SIDE), at % SIDE];
      const inside = y >= top && y < top + 8 && x >= left && x < left + 8;
      pixels[index * SIDE * SIDE + at] = stream.integer(inside ? 256 : 200);
    }
  }
  return { images: pixels, labels };
}

/** Writes a data set of four classes as IDX files. */
export async function putSmallSet(folder: string, trainCount = 480, testCount = 101): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [split, count] of [
    ['train', trainCount],
    ['test', testCount],
  ] as const) {
    const set = images(split, count);
    const dims = [count, SIDE, SIDE];
    await writeFile(
      join(folder, `${split}-images-idx3-ubyte`),
      encodeIdx({ dims, dtype: 'uint8', data: set.images }),
    );
    await writeFile(
      join(folder, `${split}-labels-idx1-ubyte`),
      encodeIdx({ dims: [count], dtype: 'uint8', data: set.labels }),
    );
  }
  await writeFile(join(folder, 'classes.txt'), 'north-west\nnorth-east\nsouth-west\nsouth-east\n');
}

/** A recipe for the small set: a convolution with batch norm and dropout, trained within seconds. */
export function smallRecipe(overrides: Partial<RecipeInput> = {}): RecipeInput {
  const model = sequential({ input: [SIDE, SIDE, 1], classes: CLASSES }, [
    conv2d({ filters: 16, kernelSize: 3, padding: 'same' }),
    batchNorm(),
    activation('relu'),
    maxPool2d({ poolSize: 2 }),
    dropout({ rate: 0.25 }),
    flatten(),
    dense({ units: CLASSES }),
  ]);
  return {
    name: 'small',
    data: 'corners',
    model,
    optimizer: adam({ learningRate: oneCycle({ peak: 3e-3 }) }),
    epochs: 8,
    batchSize: 32,
    seed: 5,
    validation: { count: 84 },
    ...overrides,
  };
}

/** The folder of the only run in a folder of runs. */
export async function onlyRun(runsDir: string): Promise<string> {
  const names = await readdir(runsDir);
  if (names.length !== 1) throw new Error(`${runsDir} has ${names.length} runs`);
  return join(runsDir, names[0]!);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** JSON without what no two runs have in common: how long things took. */
function withoutDurations(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) =>
    key === 'durationMs' || key === 'epochDurationMs' ? undefined : value,
  );
}

/** All that two runs of one recipe and seed must have in common: every weight to the last bit, every figure. */
export async function bitsOf(folder: string): Promise<unknown> {
  const checkpoint = (name: string) => readFile(join(folder, 'checkpoints', `${name}.safetensors`));
  const last = decodeSafetensors(await checkpoint('last'));
  const tensors = [...last.tensors].map(([name, { data }]) => [
    name,
    sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
  const checkpoints = (await readdir(join(folder, 'checkpoints'))).filter((file) =>
    /^(?!last).*\.safetensors$/.test(file),
  );
  const kept = checkpoints
    .sort()
    .map(async (file) => [file, sha256(await readFile(join(folder, 'checkpoints', file)))]);
  const history = await readFile(join(folder, 'history.jsonl'), 'utf8');
  const record = withoutDurations(await readFile(join(folder, 'run.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  return {
    model: sha256(await readFile(join(folder, 'model.onnx'))),
    predictions: sha256(await readFile(join(folder, 'predictions.safetensors'))),
    checkpoints: await Promise.all(kept),
    tensors,
    progress: withoutDurations(last.metadata.get('progress')!),
    history: history.trimEnd().split('\n').map(withoutDurations),
    status: record['status'],
    result: record['result'],
  };
}
