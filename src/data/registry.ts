import { OptionError } from '../core/errors.ts';
import type { DataSpec, Subset } from './data-spec.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetSource } from './dataset-source.ts';
import { fashionMnistSource } from './registry/fashion-mnist.ts';
import { kmnistSource } from './registry/kmnist.ts';
import { mnistSource } from './registry/mnist.ts';
import { sketchesFacts } from './sketches/sketches-facts.ts';

/** Every data set that is known by name. */
export const DATASET_SOURCES: readonly DatasetSource[] = [fashionMnistSource, mnistSource, kmnistSource];

/** What is known of a data set before it is read. */
type KnownDataset = Pick<Dataset, 'title' | 'imageShape' | 'classNames'>;

/**
 * The images and classes of a data set that is known by name, or of a part of it, without reading it; `undefined` for
 * any other.
 *
 * @param source Fashion-MNIST where it names none; its stand-in `sketches` has the same images and classes
 */
export function knownDataset({
  data,
  subset,
}: {
  readonly data?: DataSpec | undefined;
  readonly subset?: Subset | undefined;
}): KnownDataset | undefined {
  const name = (typeof data === 'object' ? data.type : data) ?? 'fashion-mnist';
  const known = [...DATASET_SOURCES, sketchesFacts].find((candidate) => candidate.name === name);
  return known && subset?.classes ? { ...known, classNames: subset.classes.map(String) } : known;
}

/** The names that are known without a folder: those of the registry and `sketches`. */
export function datasetNames(): string[] {
  return [...DATASET_SOURCES.map(({ name }) => name), 'sketches'];
}

/** The registry's entry of that name, if there is one. */
export function findDatasetSource(name: string): DatasetSource | undefined {
  return DATASET_SOURCES.find((source) => source.name === name);
}

/**
 * Checks a name, which becomes part of paths: letters, digits, `.`, `_` and `-`, starting with a letter or digit.
 *
 * @throws OptionError for any other
 */
export function checkDatasetName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) return;
  throw new OptionError(`cannot use "${name}" as the name of a data set`, {
    value: name,
    expected: 'letters, digits, ".", "_" and "-", starting with a letter or digit, at most 64',
    hint: `Known by name are ${datasetNames().join(', ')}.`,
  });
}
