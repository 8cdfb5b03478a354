/** The table of a reflected CRC-32: what each byte adds. */
function tableOf(reflectedPolynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ reflectedPolynomial : value >>> 1;
    return value;
  });
}

function checksum(table: Uint32Array, bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC32 = tableOf(0xedb88320);
const CRC32C = tableOf(0x82f63b78);

/** The CRC-32 of bytes, as zip and gzip have it (polynomial 0x04C11DB7, reflected). */
export function crc32(bytes: Uint8Array): number {
  return checksum(CRC32, bytes);
}

/** The CRC-32C of bytes (Castagnoli's polynomial 0x1EDC6F41, reflected; RFC 3720, section B.4). */
export function crc32c(bytes: Uint8Array): number {
  return checksum(CRC32C, bytes);
}
