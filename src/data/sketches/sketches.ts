import { OptionError } from '../../core/errors.ts';
import { randomStream } from '../../core/random.ts';
import { contentDigest } from '../content-digest.ts';
import type { Dataset, Examples } from '../dataset.ts';
import { GARMENTS } from './garments.ts';
import { SketchCanvas } from './sketch-canvas.ts';
import { sketchesFacts } from './sketches-facts.ts';

export interface SketchesOptions {
  /** How many images to draw for training; 12,000 unless given. */
  readonly trainCount?: number | undefined;
  /** How many images to draw for testing; 2,000 unless given. */
  readonly testCount?: number | undefined;
  /** Which drawings; 0 unless given. Training and test images never share random numbers. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** After so many images other work gets its turn, so that Ctrl-C is heard. */
const IMAGES_A_TURN = 256;

/** What every table and report says about this data set. */
const SKETCHES_NOTICE =
  'This is not Fashion-MNIST: these are built-in drawings of garments, and figures for them compare with no others.';

const SIZE = sketchesFacts.imageShape[0];
const MAX_COUNT = 1_000_000;

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= GARMENTS.length && count <= MAX_COUNT) return;
  throw new OptionError(
    `sketches: ${name} must be a whole number from ${GARMENTS.length} to ${MAX_COUNT}; got ${count}`,
    {
      value: count,
      expected: `a whole number from ${GARMENTS.length} to ${MAX_COUNT}`,
      hint: 'Each of the ten classes has one image at least.',
    },
  );
}

/** Draws one split; the classes have equal shares, within one image, in random order. */
async function draw(
  seed: number,
  split: 'train' | 'test',
  count: number,
  signal: AbortSignal | undefined,
): Promise<Examples> {
  const labels = Int32Array.from({ length: count }, (_, index) => index % GARMENTS.length);
  randomStream(seed, `sketches-${split}-labels`).shuffle(labels);
  const images = new Uint8Array(count * SIZE * SIZE);
  const canvas = new SketchCanvas(SIZE);
  for (let index = 0; index < count; index++) {
    if (index % IMAGES_A_TURN === 0) {
      await new Promise((resume) => setTimeout(resume));
      signal?.throwIfAborted();
    }
    const stream = randomStream(seed, `sketches-${split}`, index);
    canvas.start(stream);
    GARMENTS[labels[index]!]!.draw(canvas, stream);
    canvas.develop(images, index * SIZE * SIZE, stream.uniform(0.02, 0.25), stream);
  }
  return { images, labels };
}

/**
 * A built-in data set that needs no files: ten kinds of garment, drawn by this function, 28 × 28 grey, with the classes
 * of Fashion-MNIST. The same options give the same bytes on every machine.
 *
 * @throws OptionError for counts that are not whole numbers from 10 to 1,000,000, or a seed that is no safe integer
 */
export async function sketches(options: SketchesOptions = {}): Promise<Dataset> {
  const { trainCount = 12_000, testCount = 2_000, seed = 0 } = options;
  checkCount('trainCount', trainCount);
  checkCount('testCount', testCount);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new OptionError(`sketches: seed must be a whole number, zero or more; got ${seed}`, {
      value: seed,
      expected: 'a safe integer, zero or more',
      hint: 'Any seed gives a data set of its own.',
    });
  }
  const contents = {
    imageShape: sketchesFacts.imageShape,
    train: await draw(seed, 'train', trainCount, options.signal),
    test: await draw(seed, 'test', testCount, options.signal),
  };
  return {
    ...sketchesFacts,
    ...contents,
    digest: await contentDigest(contents),
    origin: 'built in',
    notice: SKETCHES_NOTICE,
  };
}
