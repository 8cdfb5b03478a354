import { compiled, erf, erfc } from 'cephes';

// Cephes is WebAssembly. Compiling it takes a few milliseconds, and then everything is synchronous.
await compiled;

const LOG_SQRT_2_PI = Math.log(2 * Math.PI) / 2;

/** Below this width an interval's mass is taken from a series at its middle, right to about 12 digits. */
const NARROW = 0.05;

/** The logarithm of the standard normal density. */
export function logNormalDensity(z: number): number {
  return -(z * z) / 2 - LOG_SQRT_2_PI;
}

/** Farther from 0 than this the density is below 10⁻²⁹⁴. */
const FAR = 36.7;

/** The logarithm of the probability that a standard normal number is from `a` to `b`; −∞ where both are far away. */
export function logNormalMass(a: number, b: number): number {
  if (a > FAR || b < -FAR) return -Infinity;
  const width = b - a;
  if (width > NARROW) return Math.log(massOf(a, b));
  // The difference of two probabilities would lose digits; it is also slower.
  const middle = (a + b) / 2;
  const m2 = middle * middle;
  const w2 = width * width;
  const bend = ((m2 - 1) * w2) / 24 + ((m2 * (m2 - 6) + 3) * w2 * w2) / 1920;
  return logNormalDensity(middle) + Math.log(width) + Math.log1p(bend);
}

function massOf(a: number, b: number): number {
  const x = a / Math.SQRT2;
  const y = b / Math.SQRT2;
  if (x > 0) return (tail(x) - tail(y)) / 2;
  if (y < 0) return (tail(-y) - tail(-x)) / 2;
  return (center(y) - center(x)) / 2;
}

// Cephes throws where it cannot answer to full precision.

function tail(x: number): number {
  return x > 26 ? 0 : erfc(x);
}

function center(x: number): number {
  return Math.abs(x) > 6 ? Math.sign(x) : erf(x);
}
