import { OptionError } from '../core/errors.ts';
import { fashionMnistSource } from './registry/fashion-mnist.ts';
import { kmnistSource } from './registry/kmnist.ts';
import { mnistSource } from './registry/mnist.ts';

/** The four files that make a data set. */
export const FILE_ROLES = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;

export type FileRole = (typeof FILE_ROLES)[number];

/** One file as its publishers offer it. */
export interface SourceFile {
  readonly name: string;
  readonly sha256?: string;
  readonly md5?: string;
  /** Its exact size, where it is known. */
  readonly sizeBytes?: number;
}

/** A data set that can be found by its name and downloaded. */
export interface DatasetSource {
  /** A name for programs, also of its folder in caches. */
  readonly name: string;
  readonly title: string;
  /** One name a class, in label order. */
  readonly classNames: readonly string[];
  readonly files: Readonly<Record<FileRole, SourceFile>>;
  /** Addresses of folders that hold the files, each ending in a slash, in the order to try them. */
  readonly mirrors: readonly string[];
  /** The folder in which torchvision keeps it. */
  readonly torchvisionFolder: string;
  /** Its makers and licence, in one line. */
  readonly licence: string;
}

/** Every data set that is known by name. */
export const DATASET_SOURCES: readonly DatasetSource[] = [fashionMnistSource, mnistSource, kmnistSource];

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
