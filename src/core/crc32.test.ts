import { describe, expect, it } from 'vitest';
import { crc32, crc32c } from './crc32.ts';

const digits = new TextEncoder().encode('123456789');
const count = (from: number, step: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => from + step * index);

describe('crc32', () => {
  it('gives the published check value', () => {
    expect(crc32(digits)).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});

describe('crc32c', () => {
  it('gives the published check value', () => {
    expect(crc32c(digits)).toBe(0xe3069283);
  });

  // RFC 3720, section B.4.
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['rising bytes', count(0, 1), 0x46dd794e],
    ['falling bytes', count(31, -1), 0x113fdb5c],
  ])('of 32 %s', (_, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc);
  });
});
