/** NumPy's format for one array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
import { DataError } from '../core/errors.ts';
import type { IdxArray } from './idx.ts';

/** What the first bytes of an array say about the rest. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** Such as `<f4` or `|u1`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  /** The length of the header itself. */
  readonly headerBytes: number;
  readonly itemBytes: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_HEADER_BYTES = 10_000;
const MAX_RANK = 8;

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

/** How whole numbers of each kind are read; larger than 2⁵³ they would not fit a label anyway. */
const INTEGERS: Readonly<Record<string, Reader>> = {
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
};

/** What the letters of other types stand for. */
const KINDS: Readonly<Record<string, string>> = {
  f: 'floating-point numbers',
  c: 'complex numbers',
  b: 'true and false',
  U: 'text',
  S: 'text',
  O: 'objects of Python',
  V: 'records',
  M: 'dates',
  m: 'spans of time',
};

/** What makes arrays of other types readable. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  f: 'For images from 0 to 1: (255 * x).round().astype("uint8"); for labels: y.astype("int64").',
  b: 'Convert it: x.astype("uint8"), for images times 255.',
  U: 'Number the classes: names, y = numpy.unique(y, return_inverse=True), with the names line by line in classes.txt beside the file.',
};

function refuse(where: string, problem: string, value: unknown, expected: string, hint?: string): never {
  throw new DataError(`${where}: ${problem}`, { value, expected, ...(hint === undefined ? {} : { hint }) });
}

/**
 * Reads the header of an array.
 *
 * @param where names the array in messages
 * @throws DataError where the bytes are no such header, or one of other things than whole numbers
 */
export function parseNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const major = bytes[6] ?? 0;
  if (bytes.length < 12 || MAGIC.some((byte, at) => bytes[at] !== byte) || major < 1 || major > 3)
    refuse(where, 'not an array of NumPy', [...bytes.subarray(0, 8)], 'the format .npy, version 1 to 3');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, start] = major === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  if (length > MAX_HEADER_BYTES || start + length > bytes.length)
    refuse(where, 'its header is cut short', length, `at most ${MAX_HEADER_BYTES} bytes`);
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const descr = /'descr': *'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const shapeText = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shapeText === undefined)
    refuse(where, 'its header cannot be read', text.slice(0, 80), 'descr, fortran_order and shape');
  const shape = shapeText
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  checkType(descr, where);
  const itemBytes = Number(descr.slice(2));
  if (shape.length > MAX_RANK || !shape.every(Number.isSafeInteger))
    refuse(where, `cannot read an array of ${descr} [${shape.join(',')}]`, shape, 'images or labels');
  return { shape, descr, fortranOrder: order === 'True', headerBytes: start + length, itemBytes };
}

/** Refuses what holds no whole numbers, with what it holds. */
function checkType(descr: string, where: string): void {
  if (/^[<>|]/.test(descr) && Object.hasOwn(INTEGERS, descr.slice(1))) return;
  const kind = /[a-zA-Z]/.exec(descr)?.[0] ?? '';
  const hint = CONVERSIONS[kind === 'S' || kind === 'O' ? 'U' : kind];
  const found = KINDS[kind] === undefined ? descr : `${KINDS[kind]} (${descr})`;
  refuse(where, `holds ${found}`, descr, 'whole numbers: uint8 images, class numbers', hint);
}

/** The length of a whole file with this header. */
export function npyBytes({ shape, itemBytes, headerBytes }: NpyHeader): number {
  return headerBytes + itemBytes * shape.reduce((product, side) => product * side, 1);
}

/**
 * Reads an array of whole numbers: bytes stay bytes, wider ones become 32-bit.
 *
 * @throws DataError for other things, Fortran's order, a wrong length, and numbers beyond 32 bits
 */
export function parseNpy(bytes: Uint8Array, where: string): IdxArray {
  const header = parseNpyHeader(bytes, where);
  const { shape: dims, descr, fortranOrder, headerBytes } = header;
  const read = INTEGERS[descr.slice(1)]!;
  if (fortranOrder && dims.length > 1) {
    const hint = 'Save numpy.ascontiguousarray(x).';
    refuse(where, 'is stored column by column', descr, 'rows (C order)', hint);
  }
  if (npyBytes(header) !== bytes.length)
    refuse(where, `has ${bytes.length} bytes`, bytes.length, `${npyBytes(header)} for [${dims.join(',')}]`);
  const data = bytes.subarray(headerBytes);
  if (descr.endsWith('u1')) return { dims, dtype: 'uint8', data };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const little = !descr.startsWith('>');
  const values = new Int32Array(data.length / header.itemBytes);
  for (let index = 0; index < values.length; index++) {
    const value = read(view, index * header.itemBytes, little);
    if (value < -(2 ** 31) || value >= 2 ** 31)
      refuse(where, `holds ${value} at index ${index}`, value, 'numbers of 32 bits');
    values[index] = value;
  }
  return { dims, dtype: 'int32', data: values };
}
