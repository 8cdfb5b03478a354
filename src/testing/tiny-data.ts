import { randomStream } from '../core/random.ts';
import type { Dataset, Examples } from '../data/dataset.ts';

/** A data set that is quick to learn: noise, with a bright bar whose row is the class. */
export function tinyData(options: { side: number; classes: number; train: number; test: number }): Dataset {
  const { side, classes } = options;
  const examples = (count: number, part: number): Examples => {
    const stream = randomStream(31, 'tiny-data', part);
    const labels = Int32Array.from({ length: count }, () => stream.integer(classes));
    const images = Uint8Array.from({ length: count * side * side }, (_, pixel) => {
      const row = Math.floor(pixel / side) % side;
      return stream.integer(100) + (row === labels[Math.floor(pixel / side ** 2)]! ? 120 : 0);
    });
    return { images, labels };
  };
  return {
    name: 'tiny',
    title: 'Tiny',
    imageShape: [side, side, 1],
    classNames: Array.from({ length: classes }, (_, index) => `class ${index}`),
    train: examples(options.train, 0),
    test: examples(options.test, 1),
    digest: '0'.repeat(64),
    origin: 'a test',
  };
}
