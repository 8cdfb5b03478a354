import { OptionError } from '../core/errors.ts';
import { contentDigest } from './content-digest.ts';
import type { Subset } from './data-spec.ts';
import type { Dataset, Examples } from './dataset.ts';
import { drawSample, indicesWhere } from './sample.ts';

/** For each class of the data set, its number in the subset, or -1. */
function newLabels(dataset: Dataset, classes: Subset['classes']): number[] {
  const { classNames, title } = dataset;
  if (classes === undefined) return classNames.map((_, label) => label);
  const numbers = new Array<number>(classNames.length).fill(-1);
  for (const [position, wanted] of classes.entries()) {
    const label = typeof wanted === 'number' ? wanted : classNames.indexOf(wanted);
    if (label < 0 || label >= classNames.length || numbers[label] !== -1) {
      const problem = numbers[label] === undefined ? 'has no class' : 'is to give twice its class';
      throw new OptionError(`subset.classes[${position}]: ${title} ${problem} ${JSON.stringify(wanted)}`, {
        value: wanted,
        expected: `one of ${classNames.join(', ')}, or 0 to ${classNames.length - 1}`,
        hint: '"atelier data" lists the classes of a data set.',
      });
    }
    numbers[label] = position;
  }
  return numbers;
}

/** Copies the examples at the indices, with their new labels. */
function take(
  { images, labels }: Examples,
  indices: Int32Array,
  imageBytes: number,
  numbers: readonly number[],
): Examples {
  const taken = new Uint8Array(indices.length * imageBytes);
  indices.forEach((index, row) => {
    taken.set(images.subarray(index * imageBytes, (index + 1) * imageBytes), row * imageBytes);
  });
  return { images: taken, labels: indices.map((index) => numbers[labels[index]!]!) };
}

function keptCount(available: number, { fraction, count }: Subset): number {
  if (fraction !== undefined) return Math.max(1, Math.round(available * fraction));
  if (count === undefined || count <= available) return count ?? available;
  throw new OptionError(`subset.count: ${count} of ${available} training examples cannot be taken`, {
    value: count,
    expected: `at most ${available}`,
  });
}

/**
 * A part of a data set as a data set: `classes` keeps those alone and numbers them anew with their names; `fraction` or
 * `count` keeps so many training examples, every class its share within one. The same options and seed give the same
 * examples on every machine. The digest is of what is kept.
 *
 * @throws OptionError for a class that the data set has not, or more examples than it has
 * @example await subsetDataset(await fashionMnist(), { count: 1000, classes: ['Sandal', 'Sneaker', 'Ankle boot'] })
 */
export async function subsetDataset(dataset: Dataset, subset: Subset): Promise<Dataset> {
  const { train, test, imageShape, givenValidation, source, ...facts } = dataset;
  const numbers = newLabels(dataset, subset.classes);
  const ofClasses = ({ labels }: Examples): Int32Array =>
    Int32Array.from(labels.keys()).filter((index) => numbers[labels[index]!]! >= 0);
  const candidates = ofClasses(train);
  const count = keptCount(candidates.length, subset);
  const sample = { seed: subset.seed ?? 0, stratified: true, purpose: 'subset' };
  const drawn = drawSample(
    candidates.map((index) => train.labels[index]!),
    count,
    sample,
  );
  const kept = indicesWhere(drawn, 1).map((position) => candidates[position]!);
  const imageBytes = imageShape.reduce((product, side) => product * side, 1);
  const contents = {
    imageShape,
    train: take(train, kept, imageBytes, numbers),
    test: take(test, ofClasses(test), imageBytes, numbers),
  };
  const given = givenValidation && new Set(givenValidation);
  const names =
    subset.classes === undefined
      ? dataset.classNames
      : numbers
          .flatMap((number, label) => (number < 0 ? [] : [[number, dataset.classNames[label]!] as const]))
          .sort(([a], [b]) => a - b)
          .map(([, name]) => name);
  return {
    ...facts,
    ...contents,
    title: `${dataset.title} (${count} of ${train.labels.length} training images)`,
    classNames: names,
    digest: await contentDigest(contents),
    ...(given === undefined
      ? {}
      : {
          givenValidation: Int32Array.from(kept.keys()).filter((position) => given.has(kept[position]!)),
        }),
    // A part of a part has no name; whoever takes one from the library loads it again the same way.
    ...(source?.subset === undefined ? { source: { data: source?.data ?? dataset.name, subset } } : {}),
  };
}
