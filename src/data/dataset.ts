import type { DataSpec, Subset } from './data-spec.ts';

/** Labelled images of one split: bytes, row by row, channels last. */
export interface Examples {
  /** `count × height × width × channels` bytes. */
  readonly images: Uint8Array;
  /** `count` class indices, from 0. */
  readonly labels: Int32Array;
}

/** A data set for image classification, in memory. */
export interface Dataset {
  /** A name for programs, such as `fashion-mnist`. */
  readonly name: string;
  /** A name for people, such as `Fashion-MNIST`. */
  readonly title: string;
  /** Height, width and channels of every image. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** One name a class, in label order. */
  readonly classNames: readonly string[];
  readonly train: Examples;
  readonly test: Examples;
  /** SHA-256 over the contents, in hexadecimal: the same bytes and labels give the same digest wherever they came from. */
  readonly digest: string;
  /** Where it was found, for people: a folder, an address or "built in". */
  readonly origin: string;
  /** A remark that every table and report shows, such as "this is not Fashion-MNIST". */
  readonly notice?: string;
  /** Indices of the training examples that the data set's makers meant for validation, where they said. */
  readonly givenValidation?: Int32Array;
  /** How to load it again, for a run's record; the name does where not given. */
  readonly source?: DataSource;
}

/** How a data set was loaded, as JSON. */
export interface DataSource {
  readonly data: DataSpec;
  /** The part of it that was taken. */
  readonly subset?: Subset;
}
