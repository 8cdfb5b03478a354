/**
 * The safetensors format for named tensors (https://huggingface.co/docs/safetensors#format): the size of the header as
 * eight bytes, little-endian; the header, JSON padded with spaces to a multiple of eight; the tensors' bytes without
 * gaps. Numbers are kept as the machine holds them, which is little-endian wherever ONNX Runtime runs.
 */
import { StorageError } from '../core/errors.ts';
import { parseHeader } from './safetensors-header.ts';
import type { HeaderEntry } from './safetensors-header.ts';

/** The array that holds each dtype's elements; F16 and BF16 are kept as their bits. */
const ARRAYS = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** A dtype of the safetensors format that this module reads and writes. */
export type SafetensorsDtype = keyof typeof ARRAYS;

/** A tensor as the file holds it, row by row. */
export type SavedTensor = {
  [D in SafetensorsDtype]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: InstanceType<(typeof ARRAYS)[D]>;
  };
}[SafetensorsDtype];

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const HEADER_LIMIT_BYTES = 100_000_000;

function refuse(message: string, details: { value?: unknown; expected?: string } = {}): never {
  throw new StorageError(`safetensors: ${message}`, details);
}

function elementCount(name: string, shape: readonly number[]): number {
  let elements = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      refuse(`tensor ${JSON.stringify(name)}: got shape [${shape.join(', ')}]`, {
        value: shape,
        expected: 'whole numbers, zero or more',
      });
    }
    elements *= size;
  }
  if (!Number.isSafeInteger(elements)) {
    refuse(`tensor ${JSON.stringify(name)}: shape [${shape.join(', ')}] has too many elements`, {
      value: shape,
    });
  }
  return elements;
}

function checkName(name: string): void {
  if (name === '__metadata__') refuse('a tensor cannot be called __metadata__', { value: name });
  if (/\p{Surrogate}/u.test(name)) {
    refuse(`tensor ${JSON.stringify(name)}: the name is not valid Unicode`, { value: name });
  }
}

function headerText(placed: readonly Placed[], metadata: ReadonlyMap<string, string>): string {
  const entries: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    entries.push(`"__metadata__":{${pairs.join(',')}}`);
  }
  for (const { name, tensor, begin, end } of placed) {
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  return `{${entries.join(',')}}`;
}

interface Placed {
  readonly name: string;
  readonly tensor: SavedTensor;
  readonly begin: number;
  readonly end: number;
}

/** Gives every tensor its place: wide elements first, so that each is aligned to its own width. */
function place(tensors: ReadonlyMap<string, SavedTensor>): Placed[] {
  const width = (tensor: SavedTensor): number => ARRAYS[tensor.dtype].BYTES_PER_ELEMENT;
  const ordered = [...tensors].sort(([, a], [, b]) => width(b) - width(a));
  let begin = 0;
  return ordered.map(([name, tensor]) => {
    checkName(name);
    const elements = elementCount(name, tensor.shape);
    if (!(tensor.data instanceof ARRAYS[tensor.dtype]) || tensor.data.length !== elements) {
      refuse(
        `tensor ${JSON.stringify(name)}: got a ${tensor.data.constructor.name} of ${tensor.data.length} for ` +
          `${tensor.dtype} [${tensor.shape.join(', ')}]`,
        { expected: `a ${ARRAYS[tensor.dtype].name} of ${elements}` },
      );
    }
    const placed = { name, tensor, begin, end: begin + tensor.data.byteLength };
    begin = placed.end;
    return placed;
  });
}

/**
 * Writes tensors and metadata in the safetensors format.
 *
 * @throws StorageError where a tensor's data do not fit its dtype and shape, or a name cannot be written
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SavedTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const placed = place(tensors);
  const header = new TextEncoder().encode(headerText(placed, metadata));
  const headerBytes = Math.ceil(header.length / 8) * 8;
  if (headerBytes > HEADER_LIMIT_BYTES) {
    refuse(`the header has ${headerBytes} bytes`, {
      value: headerBytes,
      expected: `at most ${HEADER_LIMIT_BYTES}`,
    });
  }
  const file = new Uint8Array(8 + headerBytes + (placed.at(-1)?.end ?? 0));
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, 8 + header.length, 8 + headerBytes);
  file.set(header, 8);
  for (const { tensor, begin } of placed) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), 8 + headerBytes + begin);
  }
  return file;
}

function isDtype(name: string): name is SafetensorsDtype {
  return Object.hasOwn(ARRAYS, name);
}

/** Checks that the entries cover the data from its first byte to its last, each byte once; returns them in that order. */
function checkCover(entries: readonly HeaderEntry[], dataBytes: number): HeaderEntry[] {
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of ordered) {
    const where = `tensor ${JSON.stringify(name)} has data_offsets [${begin}, ${end}]`;
    if (begin > end || end > dataBytes) refuse(`${where}, outside the ${dataBytes} bytes of data`);
    if (begin < covered)
      refuse(`${where}, which overlap the tensor before it`, { expected: `a begin of ${covered}` });
    if (begin > covered) {
      refuse(`${where}, which leave a hole after byte ${covered}`, { expected: `a begin of ${covered}` });
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    refuse(`the tensors take ${covered} bytes, but the file has ${dataBytes} bytes of data`);
  }
  return ordered;
}

function decodeTensor({ name, dtype, shape, begin, end }: HeaderEntry, data: Uint8Array): SavedTensor {
  if (!isDtype(dtype)) {
    refuse(`tensor ${JSON.stringify(name)}: got dtype ${JSON.stringify(dtype)}`, {
      value: dtype,
      expected: `one of ${Object.keys(ARRAYS).join(', ')}`,
    });
  }
  const expectedBytes = elementCount(name, shape) * ARRAYS[dtype].BYTES_PER_ELEMENT;
  if (end - begin !== expectedBytes) {
    refuse(`tensor ${JSON.stringify(name)}: got ${end - begin} bytes for ${dtype} [${shape.join(', ')}]`, {
      value: end - begin,
      expected: `${expectedBytes} bytes`,
    });
  }
  // A copy of its own: aligned, and independent of the file's bytes. Not by slice, which in a Buffer does not copy.
  const { buffer } = new Uint8Array(data.subarray(begin, end));
  return { dtype, shape, data: new ARRAYS[dtype](buffer) } as SavedTensor;
}

/**
 * Reads a safetensors file; the tensors come in the order of their data. Everything the header says is checked: sizes
 * against dtypes and shapes, and that the tensors cover the data without gap, overlap or rest.
 *
 * @throws StorageError where the bytes are not such a file, are cut short or contradict themselves
 */
export function decodeSafetensors(file: Uint8Array): Safetensors {
  if (file.length < 8) refuse(`got ${file.length} bytes`, { value: file.length, expected: 'at least 8' });
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(HEADER_LIMIT_BYTES)) {
    refuse(`the header claims ${String(headerBytes)} bytes`, { expected: `at most ${HEADER_LIMIT_BYTES}` });
  }
  const dataStart = 8 + Number(headerBytes);
  if (dataStart > file.length) {
    refuse(`the header claims ${String(headerBytes)} bytes, but only ${file.length - 8} follow`);
  }
  const header = parseHeader(file.subarray(8, dataStart), refuse);
  const data = file.subarray(dataStart);
  const tensors = new Map<string, SavedTensor>();
  for (const entry of checkCover(header.entries, data.length))
    tensors.set(entry.name, decodeTensor(entry, data));
  return { tensors, metadata: header.metadata };
}

/** The same, for what was read from a path; a `StorageError` then names it. */
export function decodeSafetensorsOf(path: string, file: Uint8Array): Safetensors {
  try {
    return decodeSafetensors(file);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new StorageError(`${path}: ${error.message}`, {
      value: error.value,
      ...(error.expected === undefined ? {} : { expected: error.expected }),
      hint: 'The file is damaged: bring it back from a copy.',
    });
  }
}
