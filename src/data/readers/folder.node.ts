import { availableParallelism } from 'node:os';
import { DataError, OptionError } from '../../core/errors.ts';
import { assembleDataset } from '../assemble-dataset.ts';
import { MAX_DATA_BYTES } from '../bounded-file.node.ts';
import { heightAndWidth, MAX_SIDE, type DataFormatOf } from '../data-spec.ts';
import type { Examples } from '../dataset.ts';
import { imageFileFacts, readImageFile, type ImageFileFacts } from '../image-file.node.ts';
import { listImageFolder, type ImageFolder, type ImagePart } from '../image-folder.node.ts';
import type { DataReader, ReadContext } from './reader.ts';

type FolderSpec = DataFormatOf<'folder'>;
type ImageShape = readonly [height: number, width: number, channels: number];

/** Runs work for every item, several at a time; of failures, the one that comes first in the list is thrown. */
async function forEachAtOnce<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures = new Map<number, unknown>();
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.size === 0) {
      signal?.throwIfAborted();
      const index = next++;
      await work(items[index]!, index).catch((error: unknown) => failures.set(index, error));
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, worker));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys())) as Error;
}

/** The shape of all pictures: as the options say; what they leave open is taken from the pictures' own headers. */
async function shapeOf(
  { path, size, channels }: FolderSpec,
  folder: ImageFolder,
  signal: AbortSignal | undefined,
): Promise<ImageShape> {
  const given = size === undefined ? undefined : heightAndWidth(size);
  if (given !== undefined && channels !== undefined) return [...given, channels];
  const parts = [folder.train, folder.validation, folder.test].filter((part) => part !== undefined);
  const files = parts.flatMap((part) => part.files);
  const facts: ImageFileFacts[] = [];
  await forEachAtOnce(files, signal, async (file, index) => {
    facts[index] = await imageFileFacts(file.path);
  });
  const sizes = new Map<string, readonly [string, number, number]>();
  for (const [index, { height, width }] of facts.entries()) {
    const key = `${height} × ${width}`;
    if (!sizes.has(key)) sizes.set(key, [files[index]!.path, height, width]);
  }
  const [first, second] = sizes.values();
  if (given === undefined && (second !== undefined || first![1] > MAX_SIDE || first![2] > MAX_SIDE)) {
    const shown = [...sizes].slice(0, 2).map(([key, [file]]) => `${file} has ${key} pixels`);
    throw new OptionError(`${path}: it has pictures of ${sizes.size} sizes: ${shown.join(', ')}`, {
      value: [...sizes.keys()].slice(0, 20),
      expected: `an option size, a side in pixels or [height, width], at most ${MAX_SIDE}`,
      hint: 'Say what they are to be fitted into: --size 64, or "size": [48, 64] in a recipe.',
    });
  }
  return [
    ...(given ?? ([first![1], first![2]] as const)),
    channels ?? (facts.some(({ coloured }) => coloured) ? 3 : 1),
  ];
}

/** Refuses what would not fit into memory, before memory is taken. */
function checkBytes(path: string, folder: ImageFolder, shape: ImageShape): void {
  const count = [folder.train, folder.validation, folder.test].reduce(
    (sum, part) => sum + (part?.files.length ?? 0),
    0,
  );
  const bytes = shape.reduce((product, side) => product * side, count);
  if (bytes <= MAX_DATA_BYTES) return;
  throw new DataError(`${path}: ${count} images of ${shape.join(' × ')} take ${bytes} bytes`, {
    value: bytes,
    expected: `at most ${MAX_DATA_BYTES} bytes`,
    hint: 'Data sets are held in memory: choose a smaller size.',
  });
}

/** Reads pictures from a folder for each class, each fitted into one size as `atelier predict` does it. */
export const readFolder: DataReader<'folder'> = async (spec, context) => {
  const { path, invert, followLinks = false } = spec;
  const { name, signal } = context;
  const folder = await listImageFolder(path, followLinks);
  if (folder.train.files.length === 0) {
    throw new DataError(`${path} has no folders with pictures`, {
      value: path,
      expected: 'a folder for each class with PNG, JPEG and WebP files',
      hint: 'Put the pictures of each class into a folder that bears its name.',
    });
  }
  const shape = await shapeOf(spec, folder, signal);
  checkBytes(path, folder, shape);
  const read = async (part: ImagePart | undefined): Promise<Examples | undefined> =>
    part && readPart(part, shape, invert, context);
  return assembleDataset(
    {
      name,
      imageShape: shape,
      classNames: folder.train.classNames,
      origin: path,
      spec: { ...spec, size: [shape[0], shape[1]], channels: shape[2] as 1 | 3 },
    },
    {
      train: (await read(folder.train))!,
      validation: await read(folder.validation),
      test: await read(folder.test),
    },
  );
};

async function readPart(
  { files }: ImagePart,
  shape: ImageShape,
  invert: FolderSpec['invert'],
  { signal, onRead }: ReadContext,
): Promise<Examples> {
  const imageBytes = shape[0] * shape[1] * shape[2];
  const images = new Uint8Array(files.length * imageBytes);
  let done = 0;
  await forEachAtOnce(files, signal, async ({ path }, index) => {
    const { pixels } = await readImageFile(path, { shape, invert });
    images.set(pixels, index * imageBytes);
    onRead?.(++done, files.length);
  });
  return { images, labels: Int32Array.from(files, ({ label }) => label) };
}
