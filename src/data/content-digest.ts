import type { Dataset, Examples } from './dataset.ts';

const toHex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Labels as little-endian 32-bit words, whatever the machine. */
function labelBytes(labels: Int32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(labels.length * 4));
  labels.forEach((label, index) => {
    view.setInt32(index * 4, label, true);
  });
  return new Uint8Array(view.buffer);
}

const sha256 = async (bytes: Uint8Array): Promise<string> =>
  toHex(await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));

const partSums = async ({ images, labels }: Examples): Promise<string[]> => [
  String(labels.length),
  await sha256(images),
  await sha256(labelBytes(labels)),
];

/**
 * The SHA-256 of a data set's contents in hexadecimal: of one line with the image shape, and the count and the SHA-256
 * of images and labels of both splits. Names, order of files and compression have no part in it.
 */
export async function contentDigest({
  imageShape,
  train,
  test,
}: Pick<Dataset, 'imageShape' | 'train' | 'test'>): Promise<string> {
  const sums = await Promise.all([partSums(train), partSums(test)]);
  return sha256(new TextEncoder().encode([imageShape.join('x'), ...sums.flat()].join(' ')));
}
