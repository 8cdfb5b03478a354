const LEVELS = 0x10000;
const FURTHEST = 6;
const STEPS = 1 << 18;

let quantiles: Float32Array | undefined;

/**
 * The standard normal distribution's quantiles at the middles of 65,536 equal shares. Looked up by half a random word they
 * give normal numbers some ten times as fast as exact ones; nothing lies beyond 4.4 deviations.
 */
export function normalQuantiles(): Float32Array {
  quantiles ??= sumUpDensity();
  return quantiles;
}

function sumUpDensity(): Float32Array {
  const quantiles = new Float32Array(LEVELS);
  const stepSize = (2 * FURTHEST) / STEPS;
  let level = 0;
  let share = 0;
  for (let step = 0; step < STEPS && level < LEVELS; step++) {
    const middle = -FURTHEST + (step + 0.5) * stepSize;
    const rise = (Math.exp((-middle * middle) / 2) / Math.sqrt(2 * Math.PI)) * stepSize;
    while (level < LEVELS && share + rise >= (level + 0.5) / LEVELS) {
      const within = ((level + 0.5) / LEVELS - share) / rise - 0.5;
      quantiles[level++] = middle + within * stepSize;
    }
    share += rise;
  }
  return quantiles;
}
