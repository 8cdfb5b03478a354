import { ShapeError } from '../core/errors.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import { defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { broadcastIndex } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { reduceMean } from './reduce-sum.ts';
import { subtract } from './subtract.ts';

export interface NormalizeAttributes extends Readonly<Record<string, number | readonly number[]>> {
  readonly axes: readonly number[];
  /** Added to the variance before its square root. */
  readonly epsilon: number;
}

/**
 * (x − mean) / √(variance + epsilon), with the mean and the population variance over some axes. The second output is
 * 1 / √(variance + epsilon), with those axes of size 1, for the gradient.
 */
export const normalizeOp = defineOp<NormalizeAttributes>({
  name: 'normalize',
  elementwise: false,
  infer: ([x], { axes }) => {
    if (axes.length === 0 || axes.some((axis) => typeof x!.shape[axis] !== 'number')) {
      throw new ShapeError(`normalize: axes [${axes.join()}] do not fit ${formatShape(x!.shape)}`);
    }
    return [tensorType('float32', x!.shape), tensorType('float32', momentShape(x!.shape, axes))];
  },
  // By elementary operators: the runtime's LayerNormalization wants the axes last and does not use several threads.
  lower: ({ inputs: [x], attributes: { axes, epsilon }, emit }) => {
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    const over = emit.constant('int64', [axes.length], BigInt64Array.from(axes.map(BigInt)));
    const mean = (name: string) => emit.node('ReduceMean', [name, over], { keepdims: { int: 1 } });
    const centred = emit.node('Sub', [x!, mean(x!)]);
    const variance = mean(emit.node('Mul', [centred, centred]));
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance, scalar(epsilon)])]);
    const factor = emit.node('Div', [scalar(1), deviation]);
    return [emit.node('Mul', [centred, factor]), factor];
  },
  // dx = factor · (dy − mean(dy) − y · mean(dy · y)).
  grad: ({ outputs: [y, factor], attributes: { axes }, outputGradients: [dy] }) => {
    const mean = (value: Value) => reduceMean(value, { axes, keepDims: true });
    const along = multiply(y!, mean(multiply(dy!, y!)));
    return [multiply(subtract(subtract(dy!, mean(dy!)), along), factor!)];
  },
  reference: ({ inputs: [x], attributes: { axes, epsilon } }) => {
    const shape = momentShape(x!.shape, axes) as readonly number[];
    const target = broadcastIndex(shape, x!.shape);
    const mean = (array: NdArray) => {
      const result = ndArray(shape);
      const count = array.data.length / result.data.length;
      array.data.forEach((element, index) => (result.data[target(index)]! += element / count));
      return result;
    };
    const means = mean(x!);
    const centred = ndArray(
      x!.shape,
      x!.data.map((element, index) => element - means.data[target(index)]!),
    );
    const variance = mean(
      ndArray(
        x!.shape,
        centred.data.map((element) => element ** 2),
      ),
    );
    const factor = ndArray(
      shape,
      variance.data.map((element) => 1 / Math.sqrt(element + epsilon)),
    );
    const y = ndArray(
      x!.shape,
      centred.data.map((element, index) => element * factor.data[target(index)]!),
    );
    return [y, factor];
  },
});

function momentShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
}

/** `x` with mean 0 and variance 1 over `axes` (from 0, of fixed size); the shape stays. */
export function normalize(x: Value, options: NormalizeAttributes): Value {
  return x.graph.apply(normalizeOp, [x], { axes: options.axes, epsilon: options.epsilon })[0]!;
}
