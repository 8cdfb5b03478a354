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
  /** Height, width and channels of every image. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** One name a class, in label order. */
  readonly classNames: readonly string[];
  readonly files: Readonly<Record<FileRole, SourceFile>>;
  /** The data set's digest where the files have their published SHA-256, which spares working it out. */
  readonly digest?: string;
  /** Addresses of folders that hold the files, each ending in a slash, in the order to try them. */
  readonly mirrors: readonly string[];
  /** The folder in which torchvision keeps it. */
  readonly torchvisionFolder: string;
  /** Its makers and licence, in one line. */
  readonly licence: string;
}
