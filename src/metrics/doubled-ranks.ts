/**
 * Twice the rank of each of some rising values: whole numbers, with ties at their mean.
 *
 * @param rounding values no farther apart than this are equal
 */
export function doubledRanks(rising: readonly number[], rounding: number): number[] {
  const ranks: number[] = [];
  while (ranks.length < rising.length) {
    const start = ranks.length;
    let end = start + 1;
    while (end < rising.length && rising[end]! - rising[end - 1]! <= rounding) end++;
    for (let at = start; at < end; at++) ranks.push(start + 1 + end);
  }
  return ranks;
}
