const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
const LOG_ROOT_TWO_PI = Math.log(ROOT_TWO_PI);
/** Below it the tail of the normal distribution is written as a continued fraction, which converges quickly there. */
const TAIL = -1.5;
const TERMS = 80;

/**
 * log E[max(0, Z + z)] of a standard normal Z, and its derivative: exact in the tail too, where the expectation itself is
 * too small a number (Ament et al. 2023, "Unexpected improvements to expected improvement").
 */
export function logExpectedExcess(z: number): { value: number; slope: number } {
  if (z < TAIL) {
    // Φ(−x)/φ(x) = 1/(x + K) with K = 1/(x + 2/(x + 3/(x + …))), so that 1 − x Φ/φ is K/(x + K).
    const x = -z;
    let rest = x;
    for (let term = TERMS; term >= 2; term--) rest = x + term / rest;
    const k = 1 / rest;
    return { value: -0.5 * z * z - LOG_ROOT_TWO_PI + Math.log(k / (x + k)), slope: 1 / k };
  }
  const density = Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
  const below = normalBelow(z, density);
  const excess = z * below + density;
  return { value: Math.log(excess), slope: below / excess };
}

/** Φ(z) from −1.5 on, by its series around 0. */
function normalBelow(z: number, density: number): number {
  if (z > 9) return 1;
  let term = z;
  let series = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(series); odd += 2) {
    term *= (z * z) / odd;
    series += term;
  }
  return 0.5 + density * series;
}
