import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { forEachPooled, type MaxPoolAttributes } from './max-pool2d.ts';

/**
 * The gradient of tiling max-pooling. Where several elements of a window are the maximum, they share its gradient
 * equally (PyTorch and Keras give all of it to the first).
 */
export const maxPool2dGradientOp = defineOp<MaxPoolAttributes>({
  name: 'maxPool2dGradient',
  elementwise: false,
  infer: ([, x]) => [x!],
  lower: ({ inputs: [dy, x, y], inputTypes: [, xType], attributes: { size }, emit }) => {
    const [, , height, width] = xType!.shape as [number, number, number, number];
    const extraRows = height % size[0]!;
    const extraColumns = width % size[1]!;
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
    const scales = emit.constant('float32', [4], Float32Array.of(1, 1, size[0]!, size[1]!));
    const enlarge = (name: string) =>
      emit.node('Resize', [name, '', scales], {
        mode: { text: 'nearest' },
        coordinate_transformation_mode: { text: 'asymmetric' },
        nearest_mode: { text: 'floor' },
      });
    const covered =
      extraRows + extraColumns === 0
        ? x!
        : emit.node('Slice', [x!, list(0, 0), list(height - extraRows, width - extraColumns), list(2, 3)]);
    // 1 where x is its window's maximum: clip(3e38·(x − max) + 1, 0, 1).
    const mask = emit.node('HardSigmoid', [emit.node('Sub', [covered, enlarge(y!)])], {
      alpha: { float: 3e38 },
      beta: { float: 1 },
    });
    const fraction = emit.node('AveragePool', [mask], {
      kernel_shape: { ints: size },
      strides: { ints: size },
    });
    const area = emit.constant('float32', [], Float32Array.of(1 / (size[0]! * size[1]!)));
    const share = emit.node('Mul', [emit.node('Div', [dy!, fraction]), area]);
    const dx = emit.node('Mul', [enlarge(share), mask]);
    if (extraRows + extraColumns === 0) return [dx];
    return [emit.node('Pad', [dx, list(0, 0, 0, 0, 0, 0, extraRows, extraColumns)])];
  },
  grad: null,
  reference: ({ inputs: [dy, x, y], attributes: { size } }) => {
    const count = new Float64Array(y!.data.length);
    const isTop = (input: number, output: number) => x!.data[input] === y!.data[output];
    forEachPooled(x!.shape, size, (input, output) => (count[output]! += isTop(input, output) ? 1 : 0));
    const dx = ndArray(x!.shape);
    forEachPooled(x!.shape, size, (input, output) => {
      if (isTop(input, output)) dx.data[input] = dy!.data[output]! / count[output]!;
    });
    return [dx];
  },
});

/** The gradient with respect to `x` of `y = maxPool2d(x)`, from the gradient `dy` of `y`. */
export function maxPool2dGradient(dy: Value, x: Value, y: Value, attributes: MaxPoolAttributes): Value {
  return applyOp(maxPool2dGradientOp, [dy, x, y], attributes);
}
