/** A batch whose results take more at one time than this is taken in slices: they do not stay in the processor's cache. */
const SLICED_FROM_BYTES = 48 * 2 ** 20;
/** What the results of a slice take at most, if that leaves it enough images. */
const SLICE_BYTES = 24 * 2 ** 20;
/** Products of fewer images are slower. */
const LEAST_IMAGES = 64;
/** A slice has whole blocks of images, as many as the runtime has channels in a block; see `blockedConv2dWeightGradient`. */
const BLOCK_IMAGES = 16;

/**
 * In how many slices a step takes its batch. The gradients of slices add up to those of the batch, and the results of one
 * slice are gone before the next: a large batch then takes the memory of a small one, and its passes over results find
 * them in the cache. The same on every machine, since it decides the last bits of a sum.
 *
 * @param resultBytes what the results of the whole batch's images take at most at one time
 * @param gradientBytes what all gradients of parameters take; each slice adds to them, which must not cost what it saves
 */
export function sliceCount(batchSize: number, resultBytes: number, gradientBytes: number): number {
  if (resultBytes <= SLICED_FROM_BYTES) return 1;
  let slices = 1;
  for (let count = 2; batchSize / count >= LEAST_IMAGES; count++) {
    if ((batchSize / count) % BLOCK_IMAGES !== 0) continue;
    if (count * gradientBytes > resultBytes) break;
    slices = count;
    if (resultBytes / count <= SLICE_BYTES) break;
  }
  return slices;
}
