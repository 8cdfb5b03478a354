/** Maps of images, [count, height, width]. */
export interface ImageMaps {
  readonly values: Float32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** Where a pixel of a scaled axis lies between two of the old one: the first, the second, and the share of the second. */
function between(index: number, from: number, to: number): readonly [number, number, number] {
  const at = Math.max(0, ((index + 0.5) * from) / to - 0.5);
  const first = Math.min(Math.floor(at), from - 1);
  return [first, Math.min(first + 1, from - 1), at - first];
}

/**
 * Maps at another size, bilinearly between the centres of pixels, as PyTorch's `interpolate` without `align_corners` does.
 *
 * @example resizeMaps({ values: Float32Array.of(0, 1), count: 1, height: 1, width: 2 }, 1, 4).values; // 0, 0.25, 0.75, 1
 */
export function resizeMaps({ values, count, ...from }: ImageMaps, height: number, width: number): ImageMaps {
  const result = new Float32Array(count * height * width);
  const rows = Array.from({ length: height }, (_, y) => between(y, from.height, height));
  const columns = Array.from({ length: width }, (_, x) => between(x, from.width, width));
  let target = 0;
  for (let map = 0; map < count; map++) {
    const base = map * from.height * from.width;
    for (const [top, bottom, down] of rows) {
      const [above, below] = [base + top * from.width, base + bottom * from.width];
      for (const [left, right, across] of columns) {
        const upper = values[above + left]! * (1 - across) + values[above + right]! * across;
        const lower = values[below + left]! * (1 - across) + values[below + right]! * across;
        result[target++] = upper * (1 - down) + lower * down;
      }
    }
  }
  return { values: result, count, height, width };
}

/** What speaks for a class, on a scale of its own in each map: negative values become 0, the largest 1. */
export function unitMaps({ values, count, height, width }: ImageMaps): ImageMaps {
  const size = height * width;
  const scaled = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    const map = values.subarray(start, start + size);
    const largest = map.reduce((top, value) => Math.max(top, value), 0);
    if (largest > 0)
      scaled.set(
        map.map((value) => Math.max(value, 0) / largest),
        start,
      );
  }
  return { values: scaled, count, height, width };
}
