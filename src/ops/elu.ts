import { ndArray } from '../core/nd-array.ts';
import { defineOp, type Value } from '../graph/graph.ts';
import { add } from './add.ts';
import { multiply } from './multiply.ts';
import { step } from './step.ts';

export interface EluAttributes extends Readonly<Record<string, number>> {
  readonly alpha: number;
}

/**
 * x where it is positive, else alpha · (exp(x) − 1); the gradient at 0 is alpha. The second output is exp(min(x, 0)), for
 * the gradient.
 */
export const eluOp = defineOp<EluAttributes>({
  name: 'elu',
  elementwise: true,
  infer: ([x]) => [x!, x!],
  // The runtime's own operator is slower than these together.
  lower: ({ inputs: [x], attributes: { alpha }, emit }) => {
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    const positive = emit.node('Relu', [x!]);
    const power = emit.node('Exp', [emit.node('Sub', [x!, positive])]);
    const less = emit.node('Sub', [power, scalar(1)]);
    const negative = alpha === 1 ? less : emit.node('Mul', [less, scalar(alpha)]);
    return [emit.node('Add', [positive, negative]), power];
  },
  grad: ({ inputs: [x], outputs: [, power], attributes: { alpha }, outputGradients: [dy] }) => {
    if (alpha === 1) return [multiply(dy!, power!)];
    return [multiply(dy!, add(multiply(power!, alpha), multiply(step(x!), 1 - alpha)))];
  },
  reference: ({ inputs: [x], attributes: { alpha } }) => [
    ndArray(
      x!.shape,
      x!.data.map((element) => (element > 0 ? element : alpha * Math.expm1(element))),
    ),
    ndArray(
      x!.shape,
      x!.data.map((element) => Math.exp(Math.min(element, 0))),
    ),
  ],
});

/** x where it is positive, else `alpha` · (exp(x) − 1). Element by element; any shape. */
export function elu(x: Value, alpha: number): Value {
  return x.graph.apply(eluOp, [x], { alpha })[0]!;
}
