import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { exp } from './exp.ts';
import { multiply } from './multiply.ts';

/** The error function, 2/√π times the integral of exp(−t²) from 0 to x. */
export const erfOp = defineUnary({
  name: 'erf',
  onnx: 'Erf',
  evaluate: evaluateErf,
  grad: ({ inputs: [x], outputGradients: [dy] }) => {
    const density = exp(multiply(multiply(x!, x!), -1));
    return multiply(multiply(dy!, density), 2 / Math.sqrt(Math.PI));
  },
});

/** The error function. Element by element; any shape. */
export function erf(x: Value): Value {
  return applyOp(erfOp, [x], {});
}

/** By the series 2/√π · exp(−x²) · Σ (2x²)ⁿ x / (1·3·…·(2n+1)), all of whose terms have one sign. */
function evaluateErf(x: number): number {
  // From here on the result is ±1 in float64.
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
