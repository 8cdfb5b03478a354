import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { multiply } from './multiply.ts';
import { step } from './step.ts';
import { subtract } from './subtract.ts';

export interface ClipAttributes extends Readonly<Record<string, number>> {
  readonly low: number;
  readonly high: number;
}

/** min(max(x, low), high), whose gradient at both ends is 0. */
export const clipOp = defineOp<ClipAttributes>({
  name: 'clip',
  elementwise: true,
  infer: ([x]) => [x!],
  lower: ({ inputs, attributes: { low, high }, emit }) => {
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    return [emit.node('Clip', [inputs[0]!, scalar(low), scalar(high)])];
  },
  grad: ({ outputs: [y], attributes: { low, high }, outputGradients: [dy] }) => {
    const below = step(subtract(y!.graph.scalar(high), y!));
    return [multiply(multiply(dy!, step(subtract(y!, low))), below)];
  },
  reference: ({ inputs: [x], attributes: { low, high } }) => [
    ndArray(
      x!.shape,
      x!.data.map((element) => Math.min(Math.max(element, low), high)),
    ),
  ],
});

/** `x` between `low` and `high`. Element by element; any shape. */
export function clip(x: Value, options: { readonly low: number; readonly high: number }): Value {
  return applyOp(clipOp, [x], { low: options.low, high: options.high });
}
