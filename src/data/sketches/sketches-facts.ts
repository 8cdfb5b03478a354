import type { Dataset } from '../dataset.ts';
import { fashionMnistSource } from '../registry/fashion-mnist.ts';

/** What is known of the drawings before they are made. */
export const sketchesFacts: Pick<Dataset, 'name' | 'title' | 'imageShape' | 'classNames'> = {
  name: 'sketches',
  title: 'Sketches',
  imageShape: [28, 28, 1],
  classNames: fashionMnistSource.classNames,
};
