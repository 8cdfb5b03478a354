/** A step whose results take more at one time than this is taken in slices: they do not stay in the processor's cache. */
const SLICED_FROM_BYTES = 48 * 2 ** 20;
/** What the results of a slice take at most, if that leaves it enough images. */
const SLICE_BYTES = 24 * 2 ** 20;
/** Fewer images cost more than they save: each slice adds to all gradients. */
const LEAST_IMAGES = 64;
/** A slice has whole blocks of images, as many as the runtime has channels in a block; see `blockedConv2dWeightGradient`. */
const BLOCK_IMAGES = 16;

/**
 * In how many slices a step takes its batch. The gradients of slices add up to those of the batch, and the results of one
 * slice are gone before the next: a large batch then takes the memory of a small one, and its passes over results find
 * them in the cache. The same on every machine, since it decides the last bits of a sum.
 *
 * @param resultBytes what the results of a step that is not sliced take at most at one time
 */
export function sliceCount(batchSize: number, resultBytes: number): number {
  if (resultBytes <= SLICED_FROM_BYTES) return 1;
  let slices = 1;
  for (let count = 2; batchSize / count >= LEAST_IMAGES; count++) {
    if ((batchSize / count) % BLOCK_IMAGES !== 0) continue;
    slices = count;
    if (resultBytes / count <= SLICE_BYTES) break;
  }
  return slices;
}
