import type { Dataset, Examples } from './dataset.ts';
import { measurePixels } from './pixel-statistics.ts';

/** Figures of one split. */
export interface SplitDescription {
  readonly count: number;
  /** How many examples each class has, in label order. */
  readonly perClass: readonly number[];
  /** The mean brightness of each channel, on the scale 0 to 1. */
  readonly mean: readonly number[];
  /** The standard deviation of each channel over all pixels, on the scale 0 to 1. */
  readonly standardDeviation: readonly number[];
}

/** Figures of a data set; plain values, ready to be written as JSON. */
export interface DatasetDescription {
  readonly name: string;
  readonly title: string;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  readonly train: SplitDescription;
  readonly test: SplitDescription;
  readonly digest: string;
  readonly origin: string;
  readonly notice?: string;
}

function describeSplit({ images, labels }: Examples, channels: number, classes: number): SplitDescription {
  const perClass = new Array<number>(classes).fill(0);
  for (const label of labels) perClass[label]! += 1;
  const { mean, deviation } = measurePixels(images, images.length / labels.length, channels);
  return { count: labels.length, perClass, mean, standardDeviation: deviation };
}

/** Counts, class shares, mean and standard deviation (of the population) of both splits. */
export function describeDataset(dataset: Dataset): DatasetDescription {
  const { name, title, imageShape, classNames, train, test, digest, origin, notice } = dataset;
  return {
    name,
    title,
    imageShape,
    classNames,
    train: describeSplit(train, imageShape[2], classNames.length),
    test: describeSplit(test, imageShape[2], classNames.length),
    digest,
    origin,
    ...(notice === undefined ? {} : { notice }),
  };
}
