import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from '../core/errors.ts';
import { type DatasetSource, FILE_ROLES, type SourceFile } from './dataset-source.ts';
import { DataUnavailableError } from './data-unavailable-error.ts';
import { FetchFailure, fetchToFile, sizeOf, storing } from './fetch-to-file.node.ts';
import { verifyChecksum } from './read-idx-file.node.ts';

/** How far the download of one file is. */
export interface DownloadProgress {
  readonly file: string;
  readonly receivedBytes: number;
  /** Undefined where the server does not say. */
  readonly totalBytes: number | undefined;
}

export interface DownloadOptions {
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Gives up a connection on which nothing arrives for so long; 30 s unless given. */
  readonly stallMs?: number | undefined;
  /** How often each address is tried; 3 unless given. */
  readonly triesPerMirror?: number | undefined;
  /** The pause before the second try of an address, doubled each time; 500 ms unless given. */
  readonly retryDelayMs?: number | undefined;
  /** The most bytes of a file whose size is not known; 512 MiB unless given. */
  readonly maxBytes?: number | undefined;
}

const HINT =
  'Name a folder that has the files with --data DIR, or use the built-in data set "sketches", which needs no files.';

const hostOf = (url: string): string => new URL(url).host;

/** Fetches, checks and moves into place; a file with a wrong sum is removed. */
async function tryOnce(url: string, path: string, file: SourceFile, options: DownloadOptions): Promise<void> {
  const part = `${path}.part`;
  const { maxBytes = 2 ** 29, stallMs = 30_000, signal, onProgress } = options;
  const present = await sizeOf(part);
  if (file.sizeBytes !== undefined && present > file.sizeBytes) {
    await storing('remove', part, () => rm(part, { force: true }));
  }
  // A part of the right size only lacks the check: an earlier run was stopped between the two.
  if (file.sizeBytes === undefined || present !== file.sizeBytes) {
    await fetchToFile({
      url,
      path: part,
      exactBytes: file.sizeBytes,
      maxBytes,
      stallMs,
      signal,
      onReceived: (receivedBytes, totalBytes) => onProgress?.({ file: file.name, receivedBytes, totalBytes }),
    });
  }
  const bytes = await storing('read', part, () => readFile(part));
  try {
    await verifyChecksum(bytes, file, file.name);
  } catch (error) {
    await storing('remove', part, () => rm(part, { force: true }));
    throw error;
  }
  await storing('rename', part, () => rename(part, path));
}

async function pause(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(durationMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

interface Outcome {
  readonly done: boolean;
  /** The tries that failed because of the contents. */
  readonly damaged: readonly DataError[];
  readonly reason: string;
}

/** Tries one address until it gives the file, or trying again is of no use. */
async function tryMirror(
  url: string,
  path: string,
  file: SourceFile,
  options: DownloadOptions,
): Promise<Outcome> {
  const { triesPerMirror = 3, retryDelayMs = 500, signal } = options;
  const damaged: DataError[] = [];
  let reason = '';
  for (let attempt = 0; attempt < triesPerMirror; attempt++) {
    const resumed = (await sizeOf(`${path}.part`)) > 0;
    try {
      await tryOnce(url, path, file, options);
      return { done: true, damaged, reason };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DataError) {
        damaged.push(error);
        reason = error.message.replace(`${file.name}: `, '');
        // With a part of unknown origin the fault may lie in that part.
        if (!resumed) break;
      } else if (error instanceof FetchFailure) {
        reason = error.message;
        if (error.remedy === 'start-over') await rm(`${path}.part`, { force: true });
        if (error.remedy === 'next-mirror') break;
        if (error.remedy === 'retry' && attempt + 1 < triesPerMirror) {
          await pause(retryDelayMs * 2 ** attempt, signal);
        }
      } else throw error;
    }
  }
  return { done: false, damaged, reason };
}

/**
 * Downloads one file: from the first mirror that gives it, resuming what an earlier try left as `.part`, checked
 * against its published sum, and moved under its final name only then.
 *
 * @returns the path of the file
 * @throws DataUnavailableError where no mirror can be reached or has it
 * @throws DataError where what the mirrors give has a wrong checksum
 * @throws StorageError where the folder cannot be written
 * @throws the signal's reason when it is aborted; the part stays, to be resumed
 */
export async function downloadFile(
  file: SourceFile,
  mirrors: readonly string[],
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  options.signal?.throwIfAborted();
  const path = join(folder, file.name);
  const reasons: string[] = [];
  const damaged: DataError[] = [];
  for (const mirror of mirrors) {
    const url = new URL(file.name, mirror).href;
    const outcome = await tryMirror(url, path, file, options);
    if (outcome.done) return path;
    damaged.push(...outcome.damaged);
    reasons.push(`${hostOf(url)}: ${outcome.reason}`);
  }
  const message = `cannot download ${file.name} (${reasons.join('; ')})`;
  if (damaged.length > 0) {
    throw new DataError(message, {
      value: file.name,
      expected: damaged[0]!.expected ?? 'the published file',
      hint: `Something on the way may have changed the file. ${HINT}`,
      cause: damaged[0],
    });
  }
  throw new DataUnavailableError(message, {
    value: mirrors,
    expected: 'a network connection to one of these addresses',
    hint: HINT,
  });
}

/**
 * Downloads the files of a data set that a folder lacks, one after the other.
 *
 * @param folder is created where it does not exist
 * @throws what {@link downloadFile} throws
 */
export async function downloadDataset(
  source: DatasetSource,
  folder: string,
  options: DownloadOptions = {},
): Promise<void> {
  for (const role of FILE_ROLES) {
    const file = source.files[role];
    if ((await sizeOf(join(folder, file.name))) === 0) {
      await downloadFile(file, source.mirrors, folder, options);
    }
  }
}
