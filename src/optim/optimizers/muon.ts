import { z } from 'zod';
import { elementCount } from '../../core/shape.ts';
import { fractionBelowOne, positiveInteger, positiveNumber } from '../../core/option-schemas.ts';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { matmul } from '../../ops/matmul.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { reshape } from '../../ops/reshape.ts';
import { squareRoot } from '../../ops/square-root.ts';
import {
  defineOptimizer,
  isKernel,
  optimizerSpec,
  type OptimizerOptions,
  type OptimizerSpec,
  type ParameterFacts,
} from '../optimizer.ts';
import { adamOptimizer } from './adam.ts';

/**
 * Muon (Jordan 2024, "Muon: an optimizer for hidden layers in neural networks"): momentum whose matrix is replaced by the
 * nearest matrix with orthogonal rows or columns, nearly, by five steps of a Newton-Schulz iteration. Momentum 0.95 with
 * Nesterov's correction, learning rate 0.02 and no weight decay, as its author publishes.
 *
 * It works on the kernels of hidden layers. A convolution's kernel is taken as a matrix [filters, inputs · height · width].
 * The step is scaled by √max(1, outputs / inputs) of that matrix, as in torch.optim.Muon. All else, which is biases,
 * what norms scale by and the kernel of the last layer, is updated by Adam with a learning rate of its own: `adam.learningRateFactor` of Muon's,
 * 0.015, with betas 0.9 and 0.95 and an epsilon of 1e-10. It is computed in float32, where the author's code takes
 * bfloat16.
 */
export const muonOptimizer = defineOptimizer({
  type: 'muon',
  defaults: { learningRate: 0.02, weightDecay: 0 },
  options: z.strictObject({
    momentum: fractionBelowOne.default(0.95),
    nesterov: z.boolean('Expected true or false').default(true),
    /** Steps of the iteration. */
    newtonSchulzSteps: positiveInteger.default(5),
    /** For what is no hidden layer's kernel. */
    adam: z
      .strictObject({
        learningRateFactor: positiveNumber.default(0.015),
        beta1: fractionBelowOne.default(0.9),
        beta2: fractionBelowOne.default(0.95),
        epsilon: positiveNumber.default(1e-10),
      })
      .prefault({}),
  }),
  slots: ({ adam }, parameter) =>
    isHiddenKernel(parameter) ? { velocity: 0 } : adamOptimizer.slots(adamOptions(adam), parameter),
  scalars: ({ adam }, step, learningRate) => ({
    learningRate,
    ...adamOptimizer.scalars(adamOptions(adam), step, learningRate * adam.learningRateFactor),
  }),
  decayFactor: ({ adam }, parameter) => (isHiddenKernel(parameter) ? 1 : adam.learningRateFactor),
  update: ({ momentum, nesterov, newtonSchulzSteps, adam }, context) => {
    const { parameter, gradient, slots, scalars } = context;
    if (!isHiddenKernel(parameter)) return adamOptimizer.update(adamOptions(adam), context);
    const blend = (from: Value, to: Value) => add(multiply(from, momentum), multiply(to, 1 - momentum));
    const velocity = blend(slots['velocity']!, gradient);
    const direction = nesterov ? blend(velocity, gradient) : velocity;
    const { shape } = parameter;
    const [outputs, inputs] = matrixShape(shape);
    // A dense kernel is the transpose of PyTorch's, and so is its orthogonal matrix: only the scale must know.
    const matrix = shape.length === 2 ? direction : reshape(direction, [outputs, inputs]);
    const orthogonal = orthogonalized(matrix, newtonSchulzSteps);
    const step = multiply(orthogonal, Math.sqrt(Math.max(1, outputs / inputs)));
    const back = shape.length === 2 ? step : reshape(step, shape);
    return { change: multiply(back, scalars['learningRate']!), slots: { velocity } };
  },
});

/** The polynomial a·x + b·x³ + c·x⁵ that moves singular values towards one, with the author's numbers. */
const COEFFICIENTS = { a: 3.4445, b: -4.775, c: 2.0315 };
/** Added to the norm that the matrix is divided by at first. */
const NORM_EPSILON = 1e-7;

function isHiddenKernel(parameter: ParameterFacts): boolean {
  return isKernel(parameter) && !parameter.isOutput;
}

/** Outputs and inputs of a kernel as a matrix. */
function matrixShape(shape: readonly number[]): [outputs: number, inputs: number] {
  if (shape.length === 2) return [shape[1]!, shape[0]!];
  return [shape[0]!, elementCount(shape) / shape[0]!];
}

/** Nearly U·Vᵀ, where U·S·Vᵀ is the matrix; multiplied on the side that makes the smaller squares. */
function orthogonalized(matrix: Value, steps: number): Value {
  const [rows, columns] = matrix.shape as [number, number];
  const norm = squareRoot(reduceSum(multiply(matrix, matrix), { axes: [0, 1] }));
  let x = divide(matrix, add(norm, NORM_EPSILON));
  const { a, b, c } = COEFFICIENTS;
  for (let step = 0; step < steps; step++) {
    const wide = rows <= columns;
    const square = wide ? matmul(x, x, { transposeB: true }) : matmul(x, x, { transposeA: true });
    const polynomial = add(multiply(square, b), multiply(matmul(square, square), c));
    x = add(multiply(x, a), wide ? matmul(polynomial, x) : matmul(x, polynomial));
  }
  return x;
}

function adamOptions({ beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number }) {
  return { beta1, beta2, epsilon, amsgrad: false };
}

/** Muon; see `muonOptimizer`. @example muon({ learningRate: 0.02 }) */
export function muon(options: OptimizerOptions<typeof muonOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(muonOptimizer, options);
}
