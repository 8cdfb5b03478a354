import type { Dataset, Examples } from './dataset.ts';

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
  const mean: number[] = [];
  const standardDeviation: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    // Whole-number sums are exact: 2³¹ bytes of 255² stay below 2⁵³.
    let sum = 0;
    let squares = 0;
    for (let at = channel; at < images.length; at += channels) {
      const value = images[at]!;
      sum += value;
      squares += value * value;
    }
    const count = images.length / channels;
    const average = sum / count;
    mean.push(average / 255);
    standardDeviation.push(Math.sqrt(Math.max(0, squares / count - average * average)) / 255);
  }
  return { count: labels.length, perClass, mean, standardDeviation };
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
