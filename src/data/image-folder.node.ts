import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DataError } from '../core/errors.ts';
import { unreadable } from './bounded-file.node.ts';

/** The pictures of one part of a data set, class by class. */
export interface ImagePart {
  /** In the order of labels: by name, character by character, the same on every machine. */
  readonly classNames: readonly string[];
  /** Ordered by class, then by name. */
  readonly files: readonly { readonly path: string; readonly label: number }[];
}

/** The parts that a folder has; `test` and `validation` only where there are such folders. */
export interface ImageFolder {
  readonly train: ImagePart;
  readonly validation?: ImagePart;
  readonly test?: ImagePart;
}

const IMAGE_NAME = /\.(png|jpe?g|webp)$/i;
/** What operating systems leave in folders. */
const LITTER = /^(thumbs\.db|desktop\.ini|__macosx)$/i;
const MAX_FILES = 2_000_000;

const byCharacters = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Looks into folders below one root, and follows links out of it only where that is allowed. */
class Walker {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #followLinks: boolean;

  constructor(root: string, realRoot: string, followLinks: boolean) {
    this.#root = root;
    this.#realRoot = realRoot;
    this.#followLinks = followLinks;
  }

  /** What a folder has, hidden files and litter left out, in order. */
  async list(folder: string): Promise<{ folders: string[]; files: string[] }> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable(folder, error);
    });
    const folders: string[] = [];
    const files: string[] = [];
    for (const entry of entries.sort((a, b) => byCharacters(a.name, b.name))) {
      if (entry.name.startsWith('.') || LITTER.test(entry.name)) continue;
      const path = join(folder, entry.name);
      const kind = entry.isSymbolicLink() ? await this.#linked(path) : entry;
      if (kind.isDirectory()) folders.push(entry.name);
      else if (kind.isFile()) files.push(entry.name);
      else this.#refuse(path, 'is neither a file nor a folder', 'Take it out of the folder.');
    }
    return { folders, files };
  }

  /** What a link leads to. */
  async #linked(path: string) {
    let target: string;
    try {
      target = await realpath(path);
      if (this.#followLinks || target === this.#realRoot || target.startsWith(this.#realRoot + sep))
        return await stat(target);
    } catch {
      return this.#refuse(path, 'is a link to something that is not there', 'Remove or mend the link.');
    }
    const hint = 'Copy what it leads to, or allow it with the option followLinks: true.';
    return this.#refuse(path, `is a link out of the folder, to ${target}`, hint);
  }

  #refuse(path: string, problem: string, hint: string): never {
    throw new DataError(`${this.#root}: ${relative(this.#root, path)} ${problem}`, {
      value: path,
      expected: 'a folder for each class with PNG, JPEG and WebP files',
      hint,
    });
  }

  /** The pictures of one part: a folder for each class, and in it nothing but pictures. */
  async part(folder: string, classes: readonly string[]): Promise<ImagePart> {
    const files: { path: string; label: number }[] = [];
    for (const [label, name] of classes.entries()) {
      const content = await this.list(join(folder, name));
      const below = content.folders[0];
      if (below !== undefined)
        this.#refuse(
          join(folder, name, below),
          'is a folder inside a class',
          'Put all pictures of a class into one folder.',
        );
      if (content.files.length === 0)
        this.#refuse(join(folder, name), 'has no pictures', 'Remove the folder, or put pictures into it.');
      for (const file of content.files) {
        const path = join(folder, name, file);
        if (!IMAGE_NAME.test(file)) {
          const hint = 'Save it as PNG, or take it out of the folder; hidden files are passed over.';
          this.#refuse(path, 'is no PNG, JPEG or WebP file by its name', hint);
        }
        files.push({ path, label });
      }
      if (files.length > MAX_FILES)
        this.#refuse(folder, `has more than ${MAX_FILES} pictures`, 'Use a smaller data set.');
    }
    return { classNames: classes, files };
  }
}

/** Whether a folder of this name has class folders, not pictures: `train` may also be a class of vehicles. */
async function isPart(walker: Walker, root: string, name: string, folders: readonly string[]) {
  return folders.includes(name) && (await walker.list(join(root, name))).folders.length > 0;
}

/** The class folders of a further part, with the labels of the training part. */
async function furtherPart(walker: Walker, root: string, name: string, classes: readonly string[]) {
  const { folders } = await walker.list(join(root, name));
  const unknown = folders.find((folder) => !classes.includes(folder));
  if (unknown !== undefined) {
    throw new DataError(`${root}: ${join(name, unknown)} is a class that train has not`, {
      value: unknown,
      expected: classes.join(', '),
      hint: 'The parts of a data set have the same classes.',
    });
  }
  const part = await walker.part(join(root, name), folders);
  return {
    classNames: classes,
    files: part.files.map(({ path, label }) => ({ path, label: classes.indexOf(folders[label]!) })),
  };
}

const VALIDATION_NAMES = ['val', 'valid', 'validation'];

/** Whether a folder looks like one of pictures: `train` or a class in it has a picture. */
export async function looksLikeImageFolder(root: string): Promise<boolean> {
  const walker = new Walker(root, root, true);
  const hasPicture = async (folder: string): Promise<boolean> =>
    (await walker.list(folder)).files.some((file) => IMAGE_NAME.test(file));
  for (const name of (await walker.list(root)).folders) {
    const { folders } = await walker.list(join(root, name));
    for (const path of [join(root, name), ...folders.map((below) => join(root, name, below))]) {
      if (await hasPicture(path)) return true;
    }
  }
  return false;
}

/**
 * Lists a data set of pictures: a folder for each class, in the folder itself or in `train`, and then perhaps `test`
 * and `val`. Names decide the order. Files beside the class folders do not count; hidden files are passed over.
 *
 * @throws DataError for links out of the folder, broken links, folders without pictures, and files that are none
 */
export async function listImageFolder(root: string, followLinks: boolean): Promise<ImageFolder> {
  const realRoot = await realpath(root).catch((error: unknown) => {
    throw unreadable(root, error);
  });
  const walker = new Walker(root, realRoot, followLinks);
  const { folders } = await walker.list(root);
  if (!(await isPart(walker, root, 'train', folders))) {
    return { train: await walker.part(root, folders) };
  }
  const classes = (await walker.list(join(root, 'train'))).folders;
  const validation = VALIDATION_NAMES.filter((name) => folders.includes(name));
  if (validation.length > 1) {
    throw new DataError(`${root} has ${validation.join(' and ')}`, {
      value: validation,
      expected: 'one folder for validation',
      hint: 'Keep one of them.',
    });
  }
  const train = await walker.part(join(root, 'train'), classes);
  return {
    train,
    ...(validation[0] === undefined
      ? {}
      : { validation: await furtherPart(walker, root, validation[0], classes) }),
    ...(folders.includes('test') ? { test: await furtherPart(walker, root, 'test', classes) } : {}),
  };
}
