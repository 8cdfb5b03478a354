import { z } from 'zod';
import { positiveNumber } from '../core/option-schemas.ts';
import type { Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { clip } from '../ops/clip.ts';
import { divide } from '../ops/divide.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { relu } from '../ops/relu.ts';
import { squareRoot } from '../ops/square-root.ts';
import { subtract } from '../ops/subtract.ts';

const FORMS = 'Expected one of { "value": 0.5 }, { "norm": 1 } and { "globalNorm": 1 }';

/**
 * How gradients are kept small before the optimiser sees them, by Keras's three ways: every element within ±`value`
 * (clipvalue), the L2 norm of each parameter's gradient at most `norm` (clipnorm), or the norm of all gradients together
 * at most `globalNorm` (global_clipnorm, and PyTorch's clip_grad_norm_), which keeps their direction.
 */
export const clippingSchema = z
  .strictObject(
    {
      value: positiveNumber.optional(),
      norm: positiveNumber.optional(),
      globalNorm: positiveNumber.optional(),
    },
    FORMS,
  )
  .refine((clipping) => Object.keys(clipping).length === 1, FORMS);

export type Clipping = z.output<typeof clippingSchema>;

/** The gradients after clipping; those of frozen parameters are not among them. */
export function clipGradients(clipping: Clipping, gradients: readonly Value[]): Value[] {
  const { value, norm, globalNorm } = clipping;
  if (value !== undefined) {
    return gradients.map((gradient) => clip(gradient, { low: -value, high: value }));
  }
  if (norm !== undefined) {
    return gradients.map((gradient) => multiply(gradient, factor(squaredNorm(gradient), norm)));
  }
  const all = gradients.map(squaredNorm).reduce((sum, square) => add(sum, square));
  const scale = factor(all, globalNorm!);
  return gradients.map((gradient) => multiply(gradient, scale));
}

function squaredNorm(x: Value): Value {
  return reduceSum(multiply(x, x), { axes: x.shape.map((_, axis) => axis) });
}

/** limit / max(norm, limit). */
function factor(square: Value, limit: number): Value {
  const beyond = relu(subtract(squareRoot(square), limit));
  return divide(square.graph.scalar(limit), add(beyond, limit));
}
