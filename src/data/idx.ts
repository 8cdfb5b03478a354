/**
 * The IDX format of MNIST and its siblings: two zero bytes, a byte for the type, a byte for the rank, the dimensions as
 * big-endian 32-bit numbers, then the values in row-major order, big-endian.
 * Described at https://yann.lecun.org/exdb/mnist/ under "the IDX file format".
 */
import { DataError } from '../core/errors.ts';

/** The types of value that IDX knows. */
export type IdxDtype = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** An array of any rank, as an IDX file holds it. */
export interface IdxArray {
  readonly dims: readonly number[];
  readonly dtype: IdxDtype;
  /** As many values as the product of `dims`, row by row. */
  readonly data: IdxData;
}

/** What the first bytes of an IDX file say about the rest. */
export interface IdxHeader {
  readonly dims: readonly number[];
  readonly dtype: IdxDtype;
  /** The length of the header itself. */
  readonly headerBytes: number;
  /** The length of the whole file, header included. */
  readonly totalBytes: number;
}

interface IdxType {
  readonly code: number;
  readonly dtype: IdxDtype;
  readonly itemBytes: number;
  read(view: DataView, count: number): IdxData;
  write(view: DataView, at: number, value: number): void;
}

/** Reads `count` values of `itemBytes` each into `out`. */
function fill<T extends IdxData>(out: T, itemBytes: number, read: (at: number) => number): T {
  for (let index = 0; index < out.length; index++) out[index] = read(index * itemBytes);
  return out;
}

const TYPES: readonly IdxType[] = [
  {
    code: 0x08,
    dtype: 'uint8',
    itemBytes: 1,
    read: (view, count) => new Uint8Array(view.buffer, view.byteOffset, count),
    write: (view, at, value) => {
      view.setUint8(at, value);
    },
  },
  {
    code: 0x09,
    dtype: 'int8',
    itemBytes: 1,
    read: (view, count) => new Int8Array(view.buffer, view.byteOffset, count),
    write: (view, at, value) => {
      view.setInt8(at, value);
    },
  },
  {
    code: 0x0b,
    dtype: 'int16',
    itemBytes: 2,
    read: (view, count) => fill(new Int16Array(count), 2, (at) => view.getInt16(at)),
    write: (view, at, value) => {
      view.setInt16(at, value);
    },
  },
  {
    code: 0x0c,
    dtype: 'int32',
    itemBytes: 4,
    read: (view, count) => fill(new Int32Array(count), 4, (at) => view.getInt32(at)),
    write: (view, at, value) => {
      view.setInt32(at, value);
    },
  },
  {
    code: 0x0d,
    dtype: 'float32',
    itemBytes: 4,
    read: (view, count) => fill(new Float32Array(count), 4, (at) => view.getFloat32(at)),
    write: (view, at, value) => {
      view.setFloat32(at, value);
    },
  },
  {
    code: 0x0e,
    dtype: 'float64',
    itemBytes: 8,
    read: (view, count) => fill(new Float64Array(count), 8, (at) => view.getFloat64(at)),
    write: (view, at, value) => {
      view.setFloat64(at, value);
    },
  },
];

const HINT = 'IDX files are named like train-images-idx3-ubyte; check that the file was fetched whole.';

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/**
 * Reads the header of an IDX file from its first bytes; nothing is allocated for the values.
 *
 * @param bytes at least the header; the rest may be absent
 * @param where names the file in messages
 * @throws DataError for a wrong magic number, an unknown type, or fewer bytes than the header has
 */
export function parseIdxHeader(bytes: Uint8Array, where = 'IDX data'): IdxHeader {
  if (bytes.length < 4) {
    throw new DataError(`${where}: truncated: ${bytes.length} bytes, an IDX header has at least 4`, {
      value: bytes.length,
      expected: 'an IDX header of 4 bytes or more',
      hint: HINT,
    });
  }
  const type = TYPES.find(({ code }) => code === bytes[2]);
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined) {
    const magic = hex(bytes.subarray(0, 4));
    throw new DataError(`${where}: not an IDX file: its first bytes are ${magic}`, {
      value: magic,
      expected: '00 00, a type (08, 09, 0b, 0c, 0d or 0e), the number of dimensions',
      hint: HINT,
    });
  }
  const rank = bytes[3]!;
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) {
    throw new DataError(`${where}: truncated inside its header: ${bytes.length} bytes of ${headerBytes}`, {
      value: bytes.length,
      expected: `a header of ${headerBytes} bytes for ${rank} dimensions`,
      hint: HINT,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const totalBytes = headerBytes + dims.reduce((product, dim) => product * dim, type.itemBytes);
  return { dims, dtype: type.dtype, headerBytes, totalBytes };
}

/**
 * Reads a whole IDX file that is already decompressed. The values of 8-bit types are a view of `bytes`, not a copy.
 *
 * @param where names the file in messages
 * @throws DataError for a wrong magic number, and for fewer or more bytes than the header announces
 */
export function parseIdx(bytes: Uint8Array, where = 'IDX data'): IdxArray {
  const { dims, dtype, headerBytes, totalBytes } = parseIdxHeader(bytes, where);
  if (bytes.length !== totalBytes) {
    const problem = bytes.length < totalBytes ? 'truncated' : 'trailing bytes';
    throw new DataError(
      `${where}: ${problem}: ${bytes.length} bytes, but its header [${dims.join(',')}] ${dtype} makes ${totalBytes}`,
      { value: bytes.length, expected: `${totalBytes} bytes`, hint: HINT },
    );
  }
  const type = TYPES.find((candidate) => candidate.dtype === dtype)!;
  const view = new DataView(bytes.buffer, bytes.byteOffset + headerBytes, totalBytes - headerBytes);
  return { dims, dtype, data: type.read(view, (totalBytes - headerBytes) / type.itemBytes) };
}

/**
 * Writes an array as an IDX file, not compressed.
 *
 * @throws DataError when the number of values is not the product of the dimensions, or there are more than 255 of them
 */
export function encodeIdx(array: IdxArray): Uint8Array<ArrayBuffer> {
  const { dims, dtype, data } = array;
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (count !== data.length || dims.length > 255) {
    throw new DataError(`cannot write ${data.length} values as IDX of shape [${dims.join(',')}]`, {
      value: dims,
      expected: `at most 255 dimensions whose product is ${data.length}`,
      hint: 'Give the dimensions of the values, row by row.',
    });
  }
  const type = TYPES.find((candidate) => candidate.dtype === dtype)!;
  const headerBytes = 4 + 4 * dims.length;
  const bytes = new Uint8Array(headerBytes + count * type.itemBytes);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type.code, dims.length]);
  dims.forEach((dim, axis) => {
    view.setUint32(4 + 4 * axis, dim);
  });
  for (let index = 0; index < count; index++) {
    type.write(view, headerBytes + index * type.itemBytes, data[index]!);
  }
  return bytes;
}
