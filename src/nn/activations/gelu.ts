import { z } from 'zod';
import { oneOf } from '../../core/option-schemas.ts';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { erf } from '../../ops/erf.ts';
import { multiply } from '../../ops/multiply.ts';
import { sigmoid } from '../../ops/sigmoid.ts';
import { defineActivation } from '../activation.ts';

/**
 * x · Φ(x), with Φ the distribution function of the normal distribution (Hendrycks and Gimpel 2016). Exact, or with
 * `approximate: 'tanh'` by 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))). The name of the option and its default are
 * PyTorch's; Keras is exact by default too.
 */
export const geluActivation = defineActivation({
  type: 'gelu',
  options: z.strictObject({ approximate: oneOf(['none', 'tanh']).default('none') }),
  apply: (x, { approximate }) => multiply(x, approximate === 'tanh' ? tanhPhi(x) : exactPhi(x)),
});

function exactPhi(x: Value): Value {
  return add(multiply(erf(multiply(x, Math.SQRT1_2)), 0.5), 0.5);
}

/** 0.5 (1 + tanh(u)) is sigmoid(2u). */
function tanhPhi(x: Value): Value {
  const factor = 2 * Math.sqrt(2 / Math.PI);
  return sigmoid(multiply(x, add(multiply(multiply(x, x), 0.044715 * factor), factor)));
}
