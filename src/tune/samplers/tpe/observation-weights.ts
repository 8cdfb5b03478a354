/** The latest observations of a density, which all count the same. */
const LATEST = 25;

/**
 * How much each of some observations counts, the oldest first: the latest 25 the same, those before them the less the older
 * they are, down to one part in as many as there are. As Optuna does.
 */
export function observationWeights(count: number): Float64Array {
  const older = Math.max(0, count - LATEST);
  const weights = new Float64Array(count).fill(1);
  const least = 1 / count;
  for (let index = 0; index < older; index++) {
    weights[index] = older === 1 ? least : least + (index / (older - 1)) * (1 - least);
  }
  return weights;
}
