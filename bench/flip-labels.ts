import { randomStream } from '../src/core/random.ts';
import { contentDigest } from '../src/data/content-digest.ts';
import type { Dataset } from '../src/data/dataset.ts';

/** A data set some of whose training labels are wrong. */
export interface FlippedLabels {
  readonly data: Dataset;
  /** The training images whose labels are wrong. */
  readonly flipped: ReadonlySet<number>;
}

/** Gives a share of the training images the label of another class, drawn at random. */
export async function flipLabels(data: Dataset, share: number, seed: number): Promise<FlippedLabels> {
  const { labels, images } = data.train;
  const stream = randomStream(seed, 'flip-labels');
  const order = Int32Array.from(labels.keys());
  stream.shuffle(order);
  const flipped = new Set(order.subarray(0, Math.round(share * labels.length)));
  const classes = data.classNames.length;
  const changed = labels.map((label, index) =>
    flipped.has(index) ? (label + 1 + stream.integer(classes - 1)) % classes : label,
  );
  const contents = { imageShape: data.imageShape, train: { images, labels: changed }, test: data.test };
  return { data: { ...data, ...contents, digest: await contentDigest(contents) }, flipped };
}
