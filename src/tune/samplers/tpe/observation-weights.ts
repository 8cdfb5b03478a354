/** The latest observations of a density, which all count the same. */
const LATEST = 25;

/**
 * How much each of some observations counts, the oldest first: the latest 25 the same, those before them the less the older
 * they are, down to one part in as many as there are. As Optuna does.
 */
export function observationWeights(count: number): Float64Array {
  const older = Math.max(0, count - LATEST);
  return Float64Array.from({ length: count }, (_, index) => {
    if (index >= older) return 1;
    return older === 1 ? 1 / count : 1 / count + (index / (older - 1)) * (1 - 1 / count);
  });
}
