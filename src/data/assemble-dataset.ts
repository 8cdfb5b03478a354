import { DataError, OptionError } from '../core/errors.ts';
import { contentDigest } from './content-digest.ts';
import type { DataFormat, Part } from './data-spec.ts';
import type { Dataset, Examples } from './dataset.ts';
import { trainTestSplit } from './split.ts';

/** The parts of a data set as its files have them. */
export interface DatasetParts {
  readonly train: Examples;
  /** What its makers meant for validation. */
  readonly validation?: Examples | undefined;
  /** Held out of the training examples where there is none. */
  readonly test?: Examples | undefined;
}

/** What is known of a data set besides its examples. */
export interface DatasetFacts extends Pick<Dataset, 'name' | 'imageShape' | 'classNames' | 'origin'> {
  /** How to read it again. */
  readonly spec: DataFormat & {
    readonly test?: Part | undefined;
    readonly seed?: number | undefined;
  };
}

/** The share of the examples that is held out for testing where the recipe does not say. */
const TEST_SHARE: Part = { fraction: 0.2 };

function takeExamples({ images, labels }: Examples, indices: Int32Array): Examples {
  const imageBytes = images.length / labels.length;
  const taken = new Uint8Array(indices.length * imageBytes);
  indices.forEach((index, row) => {
    taken.set(images.subarray(index * imageBytes, (index + 1) * imageBytes), row * imageBytes);
  });
  return { images: taken, labels: indices.map((index) => labels[index]!) };
}

function joinExamples(first: Examples, second: Examples): Examples {
  const images = new Uint8Array(first.images.length + second.images.length);
  images.set(first.images);
  images.set(second.images, first.images.length);
  const labels = new Int32Array(first.labels.length + second.labels.length);
  labels.set(first.labels);
  labels.set(second.labels, first.labels.length);
  return { images, labels };
}

/**
 * Makes a data set of parts that were read. Without a test part, one is held out by class, as `spec.test` and
 * `spec.seed` say. A validation part joins the training examples, which remember it.
 *
 * @throws OptionError for `spec.test` where there is a test part
 * @throws DataError for fewer than two classes or too few examples
 */
export async function assembleDataset(facts: DatasetFacts, parts: DatasetParts): Promise<Dataset> {
  const { name, imageShape, classNames, origin, spec } = facts;
  if (classNames.length < 2) {
    throw new DataError(`${origin}: only one class, ${classNames.join()}`, {
      value: classNames,
      expected: 'at least two classes',
      hint: 'A classifier needs something to tell apart.',
    });
  }
  if (parts.test !== undefined && spec.test !== undefined) {
    throw new OptionError(`${origin} has a test part of its own; none can be held out`, {
      value: spec.test,
      expected: 'no option "test"',
      hint: 'Leave out "test".',
    });
  }
  let { train, test } = parts;
  if (test === undefined) {
    const split = trainTestSplit(train.labels, { ...(spec.test ?? TEST_SHARE), seed: spec.seed ?? 0 });
    [train, test] = [takeExamples(train, split.train), takeExamples(train, split.test)];
  }
  const own = train.labels.length;
  const { validation } = parts;
  if (validation !== undefined) train = joinExamples(train, validation);
  const contents = { imageShape, train, test };
  return {
    name,
    title: name,
    classNames,
    ...contents,
    digest: await contentDigest(contents),
    origin,
    ...(validation === undefined
      ? {}
      : { givenValidation: validation.labels.map((_, index) => own + index) }),
    source: { data: spec },
  };
}
