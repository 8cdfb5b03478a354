import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { SavedTensor } from './safetensors.ts';

function file(header: unknown, dataBytes: number, pad = 0): Uint8Array {
  const text = (typeof header === 'string' ? header : JSON.stringify(header)) + ' '.repeat(pad);
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + encoded.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  return bytes;
}

const entry = (begin: number, end: number): object => ({
  dtype: 'U8',
  shape: [end - begin],
  data_offsets: [begin, end],
});

describe('encodeSafetensors', () => {
  it('writes the bytes that the reference implementation writes', () => {
    // The example of safetensors 0.3, tensor.rs, test_serialization.
    const data = Float32Array.from([0, 1, 2, 3, 4, 5]);
    const bytes = encodeSafetensors(new Map([['attn.0', { dtype: 'F32', shape: [1, 2, 3], data }]]));
    const header = '{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}';
    expect(bytes[0]).toBe(64);
    expect(new TextDecoder().decode(bytes.subarray(8, 72))).toBe(header);
    expect([...bytes.subarray(72, 80)]).toEqual([0, 0, 0, 0, 0, 0, 128, 63]);
    expect(bytes.length).toBe(72 + 24);
  });

  it('pads the header with spaces to a multiple of eight and aligns wide elements', () => {
    const bytes = encodeSafetensors(
      new Map<string, SavedTensor>([
        ['mask', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
        ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(-7n) }],
      ]),
    );
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerBytes % 8).toBe(0);
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes));
    expect(header).toMatch(/^\{.*\} *$/);
    expect(JSON.parse(header)).toEqual({
      steps: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
      mask: { dtype: 'U8', shape: [3], data_offsets: [8, 11] },
    });
  });

  it.each([
    [
      'a length that is not the shape’s',
      { dtype: 'F32', shape: [2], data: new Float32Array(3) },
      /of 3 for F32 \[2\]/,
    ],
    ['an array of another type', { dtype: 'F32', shape: [2], data: new Int32Array(2) }, /Int32Array/],
    ['a negative size', { dtype: 'F32', shape: [-1], data: new Float32Array(1) }, /shape \[-1\]/],
  ])('refuses %s', (_, tensor, message) => {
    expect(() => encodeSafetensors(new Map([['w', tensor as SavedTensor]]))).toThrow(message);
  });

  it('refuses names that a reader could not give back', () => {
    const tensor: SavedTensor = { dtype: 'U8', shape: [0], data: new Uint8Array() };
    expect(() => encodeSafetensors(new Map([['__metadata__', tensor]]))).toThrow(/__metadata__/);
    expect(() => encodeSafetensors(new Map([['\ud800', tensor]]))).toThrow(/Unicode/);
  });
});

describe('decodeSafetensors', () => {
  const tensor = fc
    .tuple(
      fc.constantFrom('F32', 'I32', 'I64', 'U8', 'F16', 'F64', 'BOOL'),
      fc.array(fc.nat(3), { maxLength: 3 }),
    )
    .map(([dtype, shape]): SavedTensor => {
      const n = shape.reduce((product, size) => product * size, 1);
      const index = Array.from({ length: n }, (_, at) => at);
      const data = {
        F32: () => Float32Array.from(index, (at) => [Math.PI * at, NaN, -0, Infinity][at % 4]!),
        F64: () => Float64Array.from(index, (at) => Math.E * at),
        F16: () => Uint16Array.from(index),
        I32: () => Int32Array.from(index, (at) => at - 2 ** 31),
        I64: () => BigInt64Array.from(index, (at) => BigInt(at) - 2n ** 63n),
        U8: () => Uint8Array.from(index),
        BOOL: () => Uint8Array.from(index, (at) => at % 2),
      }[dtype]();
      return { dtype, shape, data } as SavedTensor;
    });
  const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__metadata__');

  it('gives back what was encoded', () => {
    const special = fc.constantFrom('__proto__', 'constructor', '0', '"', 'a:b', '{');
    const names = fc.oneof(name, special);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(names, tensor)),
        fc.array(fc.tuple(names, fc.string({ unit: 'grapheme' }))),
        fc.nat(7),
        (tensors, pairs, shift) => {
          const encoded = encodeSafetensors(new Map(tensors), new Map(pairs));
          // As a part of a larger buffer, at any alignment.
          const shifted = new Uint8Array(encoded.length + shift).subarray(shift);
          shifted.set(encoded);
          const decoded = decodeSafetensors(shifted);
          expect(new Map(decoded.tensors)).toEqual(new Map(tensors));
          expect(new Map(decoded.metadata)).toEqual(new Map(pairs));
        },
      ),
    );
  });

  it('refuses every file that was cut short', () => {
    const bytes = encodeSafetensors(
      new Map<string, SavedTensor>([['w', { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) }]]),
      new Map([['step', '12']]),
    );
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(/^safetensors: /);
    }
  });

  it('raises nothing but its own error on random headers', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.nat(16), (header, dataBytes) => {
        try {
          decodeSafetensors(file(header, dataBytes));
        } catch (error) {
          expect((error as Error).name).toBe('StorageError');
        }
      }),
    );
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a hole', file({ a: entry(0, 2), b: entry(3, 4) }, 4), /hole after byte 2/],
    ['a hole at the start', file({ a: entry(1, 2) }, 2), /hole after byte 0/],
    ['an overlap', file({ a: entry(0, 3), b: entry(2, 4) }, 4), /overlap/],
    ['two tensors in one place', file({ a: entry(0, 2), b: entry(0, 2) }, 2), /overlap/],
    ['an end outside the data', file({ a: entry(0, 5) }, 4), /outside the 4 bytes/],
    ['an end before the begin', file({ a: { dtype: 'U8', shape: [0], data_offsets: [2, 0] } }, 2), /outside/],
    ['a rest', file({ a: entry(0, 2) }, 3), /take 2 bytes, but the file has 3/],
    [
      'a tensor that is named twice',
      file(`{"a":${JSON.stringify(entry(0, 2))},"\\u0061":{}}`, 2),
      /"a" twice/,
    ],
    [
      'a field that is named twice',
      file('{"a":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}}', 1),
      /twice/,
    ],
    [
      'a size that is not the shape’s',
      file({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 4] } }, 4),
      /got 4 bytes/,
    ],
    [
      'a shape beyond all numbers',
      file({ a: { dtype: 'U8', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 0] } }, 0),
      /too many/,
    ],
    [
      'an unknown dtype',
      file({ a: { dtype: 'toString', shape: [], data_offsets: [0, 0] } }, 0),
      /dtype "toString"/,
    ],
    [
      'a negative offset',
      file({ a: { dtype: 'U8', shape: [1], data_offsets: [-1, 0] } }, 0),
      /data_offsets \[-1,0\]/,
    ],
    [
      'a fraction in the shape',
      file({ a: { dtype: 'U8', shape: [0.5], data_offsets: [0, 0] } }, 0),
      /shape \[0.5\]/,
    ],
    ['metadata that are not text', file({ __metadata__: { step: 3 } }, 0), /"step" is 3/],
    ['a header that is no object', file('[]', 0), /begin with "\{"/],
    ['a header that is no JSON', file('{"a"', 0), /not valid JSON/],
    ['a header of 2⁶³ bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 123, 125), /at most|claims/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it('reads what readFile gives, a Buffer, whose slice does not copy', () => {
    const written = encodeSafetensors(
      new Map([
        ['a', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
        ['b', { dtype: 'U8', shape: [1], data: Uint8Array.of(3) }],
      ]),
    );
    const { tensors } = decodeSafetensors(Buffer.from(written));
    expect(
      [...tensors.values()].map(({ data }) => [...(data as ArrayLike<number> & Iterable<number>)]),
    ).toEqual([[1, 2], [3]]);
  });

  it('accepts an empty file and trailing spaces', () => {
    expect(decodeSafetensors(file('{}', 0, 6)).tensors.size).toBe(0);
    expect(decodeSafetensors(encodeSafetensors(new Map())).metadata.size).toBe(0);
  });
});
