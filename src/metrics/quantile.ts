/**
 * The value below which a share of sorted values lies, on the straight line between neighbours (Hyndman and Fan 1996,
 * type 7: the default of NumPy); NaN where there are none.
 *
 * @param sorted rising
 * @param share from 0 to 1
 *
 * @example quantile([1, 2, 4], 0.75); // 3
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? NaN;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}
