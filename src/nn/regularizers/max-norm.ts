import type { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { relu } from '../../ops/relu.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineRegularizer, regularizerOptions, type RegularizerSpec } from '../regularizer.ts';

/** Keras's, which keeps weights of zero from being divided by zero. */
const EPSILON = 1e-7;

/**
 * After each update, scales the incoming weights of every unit or filter down to an L2 norm of at most `limit`, as
 * Keras's MaxNorm: w · min(norm, limit) / (norm + 1e-7), with axis 0 for dense kernels and axes 0, 1 and 2 for those of
 * convolutions as Keras lays them out. A vector, such as a bias, has one norm.
 */
export const maxNormRegularizer = defineRegularizer({
  type: 'maxNorm',
  options: regularizerOptions.extend({ limit: positiveNumber }),
  constrain: ({ limit }, parameter) => {
    const squares = reduceSum(multiply(parameter, parameter), {
      axes: incomingAxes(parameter),
      keepDims: true,
    });
    const norm = squareRoot(squares);
    const limited = subtract(norm, relu(subtract(norm, parameter.graph.scalar(limit))));
    return multiply(parameter, divide(limited, add(norm, EPSILON)));
  },
});

/** All axes but that of the units: the last of a dense kernel, the first of a convolution's. */
function incomingAxes({ shape }: Value): number[] {
  return shape.length <= 2 ? [0] : shape.map((_, axis) => axis).slice(1);
}

/** A largest norm of each unit's weights; see `maxNormRegularizer`. @example maxNorm({ limit: 3 }) */
export function maxNorm(options: z.input<typeof maxNormRegularizer.options>): RegularizerSpec {
  return { type: 'maxNorm', ...options };
}
