import { crc32c } from '../../core/crc32.ts';

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/** A checksum as record files hold it: turned and shifted, so that it is not taken over bytes that hold checksums. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/**
 * Records one after the other in the format of TensorFlow's TFRecord files: the length of each in eight bytes, the
 * checksum of these, the record, its checksum; all numbers with the lowest byte first.
 */
export function encodeRecords(records: readonly Uint8Array[]): Uint8Array {
  const sizeBytes = records.reduce((sum, { length }) => sum + HEADER_BYTES + length + FOOTER_BYTES, 0);
  const file = new Uint8Array(sizeBytes);
  const view = new DataView(file.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, maskedCrc(file.subarray(at, at + 8)), true);
    file.set(record, at + HEADER_BYTES);
    at += HEADER_BYTES + record.length;
    view.setUint32(at, maskedCrc(record), true);
    at += FOOTER_BYTES;
  }
  return file;
}
