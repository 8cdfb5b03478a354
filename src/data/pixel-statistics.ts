/** The mean and the standard deviation (of the population) of each channel, on the scale 0 to 1. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Measures pixels, channel by channel.
 *
 * @param imageBytes how many bytes one image has
 * @param indices which images; all where not given
 */
export function measurePixels(
  images: Uint8Array,
  imageBytes: number,
  channels: number,
  indices?: Int32Array,
): PixelStatistics {
  const count = indices?.length ?? images.length / imageBytes;
  // Whole-number sums are exact: 2³¹ bytes of 255² stay below 2⁵³.
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let position = 0; position < count; position++) {
    const start = (indices?.[position] ?? position) * imageBytes;
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      let square = 0;
      for (let at = start + channel; at < start + imageBytes; at += channels) {
        const value = images[at]!;
        sum += value;
        square += value * value;
      }
      sums[channel]! += sum;
      squares[channel]! += square;
    }
  }
  const pixels = (count * imageBytes) / channels;
  const mean = Array.from(sums, (sum) => sum / pixels);
  return {
    mean: mean.map((value) => value / 255),
    deviation: mean.map((value, at) => Math.sqrt(Math.max(0, squares[at]! / pixels - value * value)) / 255),
  };
}
