import type { RandomStream } from '../../core/random.ts';

/** A number of the distribution Beta(alpha, alpha), from 0 to 1. */
export function symmetricBeta(random: RandomStream, alpha: number): number {
  const first = logGamma(random, alpha);
  const second = logGamma(random, alpha);
  // By logarithms, because for a small alpha both are often too near 0 for a quotient.
  return 1 / (1 + Math.exp(second - first));
}

/** The logarithm of a number of the distribution Gamma(shape, 1) (Marsaglia & Tsang 2000). */
function logGamma(random: RandomStream, shape: number): number {
  if (shape < 1) return logGamma(random, shape + 1) + Math.log(1 - random.float64()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.float64()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      return Math.log(d) + Math.log(v);
    }
  }
}
