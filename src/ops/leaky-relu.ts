import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { add } from './add.ts';
import { multiply } from './multiply.ts';
import { step } from './step.ts';

export interface LeakyReluAttributes extends Readonly<Record<string, number>> {
  readonly slope: number;
}

/** x where it is positive, else slope · x; the gradient at 0 is the slope. */
export const leakyReluOp = defineOp<LeakyReluAttributes>({
  name: 'leakyRelu',
  elementwise: true,
  infer: ([x]) => [x!],
  lower: ({ inputs, attributes: { slope }, emit }) => [
    emit.node('LeakyRelu', inputs, { alpha: { float: slope } }),
  ],
  grad: ({ inputs: [x], attributes: { slope }, outputGradients: [dy] }) => [
    multiply(dy!, add(multiply(step(x!), 1 - slope), slope)),
  ],
  reference: ({ inputs: [x], attributes: { slope } }) => [
    ndArray(
      x!.shape,
      x!.data.map((element) => (element > 0 ? element : slope * element)),
    ),
  ],
});

/** x where it is positive, else `slope` · x. Element by element; any shape. */
export function leakyRelu(x: Value, slope: number): Value {
  return applyOp(leakyReluOp, [x], { slope });
}
