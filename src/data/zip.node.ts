/**
 * Reads entries of a zip archive in memory, as far as NumPy writes them: stored or deflated, without encryption, below
 * 4 GiB (PKWARE's APPNOTE.TXT). Nothing is ever written to disk, and no name of an entry becomes a path.
 */
import { promisify } from 'node:util';
import { constants, inflateRaw } from 'node:zlib';
import { DataError } from '../core/errors.ts';
import { MAX_DATA_BYTES } from './bounded-file.node.ts';
import { crc32 } from '../core/crc32.ts';

const inflateAsync = promisify(inflateRaw);

/** One file in an archive, as the directory at its end tells. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const DIRECTORY_SIGNATURE = 0x02014b50;
const DIRECTORY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** More entries than any data set has. */
const MAX_ENTRIES = 1000;
/** Deflate makes no more than 1032 bytes of one. */
const MAX_RATIO = 1032;
/** Enough of an entry for the header of any array. */
const START_BYTES = 16_384;

function refuse(
  where: string,
  problem: string,
  hint = 'The file is damaged: write or fetch it again.',
): never {
  throw new DataError(`${where}: ${problem}`, { value: where, expected: 'a whole zip archive', hint });
}

/** Where the record at the end of the archive begins. */
function findEnd(file: Buffer, where: string): number {
  const lowest = Math.max(0, file.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = file.length - END_BYTES; at >= lowest; at--) {
    const fits = file.readUInt32LE(at) === END_SIGNATURE;
    if (fits && at + END_BYTES + file.readUInt16LE(at + 20) === file.length) return at;
  }
  return refuse(where, 'not a zip archive, or cut short');
}

/**
 * The entries of an archive by their names.
 *
 * @param where names the file in messages
 * @throws DataError where it is no archive, is damaged, or has two entries of one name
 */
export function readZipDirectory(file: Buffer, where: string): ReadonlyMap<string, ZipEntry> {
  const end = findEnd(file, where);
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) refuse(where, 'archives of 4 GiB or more are not read');
  if (count > MAX_ENTRIES) refuse(where, `${count} entries are too many`);
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index++) {
    if (at + DIRECTORY_BYTES > end || file.readUInt32LE(at) !== DIRECTORY_SIGNATURE)
      refuse(where, 'its directory is damaged');
    const nameBytes = file.readUInt16LE(at + 28);
    const next = at + DIRECTORY_BYTES + nameBytes + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    if (next > end) refuse(where, 'its directory is damaged');
    const name = file.toString('utf8', at + DIRECTORY_BYTES, at + DIRECTORY_BYTES + nameBytes);
    if (entries.has(name)) refuse(where, `it has ${JSON.stringify(name)} twice`);
    if (file.readUInt16LE(at + 8) & 1) refuse(where, `${JSON.stringify(name)} is encrypted`);
    entries.set(name, {
      name,
      method: file.readUInt16LE(at + 10),
      crc: file.readUInt32LE(at + 16),
      compressedBytes: file.readUInt32LE(at + 20),
      sizeBytes: file.readUInt32LE(at + 24),
      offset: file.readUInt32LE(at + 42),
    });
    at = next;
  }
  return entries;
}

/** The bytes of an entry as they are in the archive, after checking all that is said of their place and number. */
function storedBytes(file: Buffer, entry: ZipEntry, where: string): Buffer {
  const { offset, method, compressedBytes, sizeBytes } = entry;
  if (offset + LOCAL_BYTES > file.length || file.readUInt32LE(offset) !== LOCAL_SIGNATURE)
    refuse(where, 'its place in the archive is damaged');
  if (method !== STORED && method !== DEFLATED) {
    refuse(
      where,
      `compression method ${method} is not read`,
      'Write it with numpy.savez or savez_compressed.',
    );
  }
  const start = offset + LOCAL_BYTES + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  if (start + compressedBytes > file.length) refuse(where, 'cut short');
  const largest = method === STORED ? compressedBytes : compressedBytes * MAX_RATIO;
  if (sizeBytes > largest || (method === STORED && sizeBytes !== compressedBytes))
    refuse(where, `${compressedBytes} bytes cannot hold ${sizeBytes}`);
  if (sizeBytes > MAX_DATA_BYTES) {
    refuse(where, `${sizeBytes} bytes are too many`, 'Data sets are held in memory: use a smaller one.');
  }
  return file.subarray(start, start + compressedBytes);
}

/** Runs a decompression; a failure names the entry. */
async function inflating(where: string, inflate: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await inflate();
  } catch (error) {
    const tooMany = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    const problem = tooMany ? 'it decompresses to more than it announces' : 'it cannot be decompressed';
    return refuse(where, problem);
  }
}

/**
 * The first bytes of an entry, some thousands or all, from which its contents' size can be checked before it is read.
 *
 * @throws DataError where the entry is damaged
 */
export async function readZipEntryStart(file: Buffer, entry: ZipEntry, where: string): Promise<Buffer> {
  const bytes = storedBytes(file, entry, where).subarray(0, START_BYTES);
  if (entry.method === STORED) return bytes;
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: START_BYTES * MAX_RATIO };
  return inflating(where, () => inflateAsync(bytes, options));
}

/**
 * The contents of an entry; never more than it announces.
 *
 * @throws DataError where the entry is damaged, or is not what its sum says
 */
export async function readZipEntry(file: Buffer, entry: ZipEntry, where: string): Promise<Buffer> {
  const bytes = storedBytes(file, entry, where);
  const contents =
    entry.method === STORED
      ? bytes
      : await inflating(where, () => inflateAsync(bytes, { maxOutputLength: Math.max(1, entry.sizeBytes) }));
  if (contents.length !== entry.sizeBytes)
    refuse(where, `it has ${contents.length} bytes and announces ${entry.sizeBytes}`);
  if (crc32(contents) !== entry.crc) refuse(where, 'wrong checksum');
  return contents;
}
