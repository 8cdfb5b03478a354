import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../core/errors.ts';
import { encodeIdx, type IdxArray, parseIdx, parseIdxHeader } from './idx.ts';

const bytesOf = (...values: number[]) => Uint8Array.from(values);

/** An arbitrary array of one dtype, of rank 0 to 4. */
function arrays(
  dtype: IdxArray['dtype'],
  from: (values: number[]) => IdxArray['data'],
  value: fc.Arbitrary<number>,
): fc.Arbitrary<IdxArray> {
  return fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((dims) => {
    const count = dims.reduce((product, dim) => product * dim, 1);
    return fc
      .array(value, { minLength: count, maxLength: count })
      .map((values) => ({ dims, dtype, data: from(values) }));
  });
}

const anyArray = fc.oneof(
  arrays('uint8', (v) => Uint8Array.from(v), fc.integer({ min: 0, max: 255 })),
  arrays('int8', (v) => Int8Array.from(v), fc.integer({ min: -128, max: 127 })),
  arrays('int16', (v) => Int16Array.from(v), fc.integer({ min: -32768, max: 32767 })),
  arrays('int32', (v) => Int32Array.from(v), fc.integer()),
  arrays('float32', (v) => Float32Array.from(v), fc.float()),
  arrays('float64', (v) => Float64Array.from(v), fc.double()),
);

describe('parseIdx', () => {
  it('reads back what encodeIdx writes, at any offset in its buffer', () => {
    fc.assert(
      fc.property(anyArray, fc.integer({ min: 0, max: 3 }), (array, offset) => {
        const encoded = encodeIdx(array);
        const moved = new Uint8Array(encoded.length + offset);
        moved.set(encoded, offset);
        expect(parseIdx(moved.subarray(offset))).toEqual(array);
      }),
    );
  });

  it('refuses every proper prefix and every extension of a file', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), (array, cut) => {
        const encoded = encodeIdx(array);
        expect(() => parseIdx(encoded.subarray(0, cut % encoded.length))).toThrow(/truncated/);
        const longer = new Uint8Array(encoded.length + 1 + (cut % 3));
        longer.set(encoded);
        expect(() => parseIdx(longer)).toThrow(/trailing bytes/);
      }),
    );
  });

  it('reads a file written by hand, big-endian', () => {
    const bytes = bytesOf(0, 0, 0x0c, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 2, 255, 255, 255, 254);
    expect(parseIdx(bytes)).toEqual({ dims: [1, 2], dtype: 'int32', data: Int32Array.of(258, -2) });
  });

  it('names the file and the bytes of a wrong magic number', () => {
    const refused = () => parseIdx(bytesOf(0x89, 0x50, 0x4e, 0x47, 0), 'a.png');
    expect(refused).toThrow(DataError);
    expect(refused).toThrow('a.png: not an IDX file: its first bytes are 89 50 4e 47');
    expect(() => parseIdx(bytesOf(0, 0, 7, 1, 0, 0, 0, 0))).toThrow(/not an IDX file/);
  });

  it('announces sizes beyond memory without allocating them', () => {
    const header = parseIdxHeader(bytesOf(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 1));
    expect(header.totalBytes).toBeGreaterThan(2 ** 60);
    expect(() => parseIdx(bytesOf(0, 0, 8, 1, 255, 255, 255, 255, 1))).toThrow(/truncated/);
  });
});

describe('encodeIdx', () => {
  it('refuses dimensions that are not those of the values', () => {
    expect(() => encodeIdx({ dims: [2, 2], dtype: 'uint8', data: new Uint8Array(3) })).toThrow(
      'cannot write 3 values as IDX of shape [2,2]',
    );
  });
});
