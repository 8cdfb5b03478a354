import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { DataError } from '../core/errors.ts';
import { MAX_DATA_BYTES, readBoundedFile } from './bounded-file.node.ts';
import { type IdxArray, parseIdx, parseIdxHeader } from './idx.ts';

const gunzipAsync = promisify(gunzip);

/** What a file must contain; the strongest sum that is given is checked. */
export interface Checksums {
  readonly sha256?: string;
  readonly md5?: string;
}

/** Enough compressed bytes to hold any IDX header. */
const PEEK_BYTES = 4096;

/** The smallest piece that zlib takes. */
const MIN_CHUNK_BYTES = 64;
/** With room left, zlib sees the end of the data without another piece. */
const SPARE_BYTES = 1024;

const FETCH_AGAIN = 'Delete the file and fetch it again.';

/** Whether the bytes start as a gzip file does. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/**
 * Compares bytes with a published sum.
 *
 * @param hint what to do when they differ
 * @throws DataError naming the file, the sum it has and the sum it should have
 */
export async function verifyChecksum(
  bytes: Uint8Array<ArrayBuffer>,
  sums: Checksums,
  where: string,
  hint = FETCH_AGAIN,
): Promise<void> {
  const algorithm = sums.sha256 === undefined ? 'md5' : 'sha256';
  const expected = sums[algorithm];
  if (expected === undefined) return;
  // Beside the main thread where that can be had.
  const got =
    algorithm === 'md5'
      ? createHash('md5').update(bytes).digest('hex')
      : Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
  if (got === expected) return;
  const name = algorithm === 'md5' ? 'MD5' : 'SHA-256';
  throw new DataError(`${where}: wrong checksum: expected ${name} ${expected}, got ${got}`, {
    value: got,
    expected: `${name} ${expected}`,
    hint,
  });
}

/** Decompresses an IDX file; the header inside is read first, and bounds what may come out. */
async function gunzipIdx(bytes: Buffer, where: string): Promise<Buffer> {
  try {
    const start = await gunzipAsync(bytes.subarray(0, PEEK_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
    const { totalBytes } = parseIdxHeader(start, where);
    if (!(totalBytes <= MAX_DATA_BYTES)) {
      throw new DataError(`${where}: its header announces ${totalBytes} bytes`, {
        value: totalBytes,
        expected: `at most ${MAX_DATA_BYTES} bytes`,
        hint: 'The file is damaged or too large to hold in memory.',
      });
    }
    // In one piece with a little room: small pieces, the default, take a while each and are put together at the end.
    const chunkSize = Math.max(MIN_CHUNK_BYTES, totalBytes + SPARE_BYTES);
    return await gunzipAsync(bytes, { maxOutputLength: Math.max(1, totalBytes), chunkSize });
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = codeOf(error);
    const problem =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? 'trailing bytes: it decompresses to more than its header announces'
        : code === 'Z_BUF_ERROR'
          ? 'truncated: the compressed data ends too early'
          : `damaged: it cannot be decompressed (${error instanceof Error ? error.message : String(error)})`;
    throw new DataError(`${where}: ${problem}`, {
      value: where,
      expected: 'a whole gzip file',
      hint: FETCH_AGAIN,
      cause: error,
    });
  }
}

/**
 * Parses an IDX file that is raw or compressed with gzip, whichever its first bytes say.
 *
 * @param where names the file in messages
 * @throws DataError for a file that is damaged, cut short or no IDX file
 */
async function decodeIdxFile(bytes: Buffer, where: string): Promise<IdxArray> {
  return parseIdx(isGzip(bytes) ? await gunzipIdx(bytes, where) : bytes, where);
}

/**
 * Reads an IDX file from disk, raw or compressed with gzip. `isPublished` says whether it was checked by SHA-256.
 *
 * @param sums checked against the file's bytes where they are given and the file is compressed, as published sums are
 *   of compressed files
 * @param mismatchHint what to do when a sum differs
 * @throws StorageError for a file that cannot be read
 * @throws DataError for a wrong sum and for a file that is damaged, cut short, too large or no IDX file
 */
export async function readIdxFile(
  path: string,
  sums: Checksums = {},
  mismatchHint?: string,
): Promise<{ readonly array: IdxArray; readonly isPublished: boolean }> {
  const bytes = await readBoundedFile(path);
  // Decompression goes on in a thread of its own meanwhile; a wrong sum is what is told where both fail.
  const decoding = decodeIdxFile(bytes, path);
  decoding.catch(() => undefined);
  const isChecked = isGzip(bytes);
  if (isChecked) await verifyChecksum(bytes, sums, path, mismatchHint);
  return { array: await decoding, isPublished: isChecked && sums.sha256 !== undefined };
}
