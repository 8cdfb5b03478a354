import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { multiply } from './multiply.ts';

/** x to a fixed power. */
export const powerOp = defineOp<{ readonly exponent: number }>({
  name: 'power',
  elementwise: true,
  infer: ([x]) => [x!],
  lower: ({ inputs, attributes: { exponent }, emit }) => [
    emit.node('Pow', [inputs[0]!, emit.constant('float32', [], Float32Array.of(exponent))]),
  ],
  grad: ({ inputs: [x], attributes: { exponent }, outputGradients: [dy] }) => [
    multiply(dy!, multiply(power(x!, exponent - 1), exponent)),
  ],
  reference: ({ inputs: [x], attributes: { exponent } }) => [
    ndArray(
      x!.shape,
      x!.data.map((element) => element ** exponent),
    ),
  ],
});

/** x to the power `exponent`, element by element; a power of 1 is x itself. Any shape. */
export function power(x: Value, exponent: number): Value {
  return exponent === 1 ? x : applyOp(powerOp, [x], { exponent });
}
