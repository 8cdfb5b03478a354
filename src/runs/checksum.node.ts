import { crc32 } from 'node:zlib';

/** The CRC-32 of bytes one after the other, as eight hexadecimal digits. */
export function checksumOf(parts: readonly Uint8Array[]): string {
  const sum = parts.reduce((before, part) => crc32(part, before), 0);
  return sum.toString(16).padStart(8, '0');
}
