import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { MaxPoolAttributes } from '../max-pool2d.ts';
import { maxPool2dGradientOp } from '../max-pool2d-gradient.ts';

import { emitReshape } from '../emit-reshape.ts';
import { emitBlocked } from './nchwc.ts';

/** The gradient of max-pooling, all tensors blocked; windows must cover the image. */
const blockedMaxPool2dGradientOp = defineOp<MaxPoolAttributes>({
  name: 'blockedMaxPool2dGradient',
  elementwise: false,
  infer: ([, x]) => [x!],
  // As in the plain form: a mask of the maxima, and the gradient divided by how many a window has. What has been pooled
  // is enlarged along the columns alone: the element-wise kernels repeat a row where they need it.
  lower: ({ inputs: [dy, x, y], inputTypes: [, xType], attributes: { size }, emit }) => {
    const [batch, channels, height, width] = xType!.shape as [number, number, number, number];
    const [rows, columns] = size as [number, number];
    const windows = (batch * channels * height) / emit.blockSize / rows;
    const inWindows = (name: string, count: number) =>
      emitReshape(emit, name, [windows, count, width * emit.blockSize]);
    const enlarge = (name: string) =>
      inWindows(emitBlocked(emit, 'Upsample', [name], { scales: { ints: [1, 1, 1, columns] } }), 1);

    const distance = emit.node('Sub', [inWindows(x!, rows), enlarge(y!)]);
    const mask = emit.node('HardSigmoid', [distance], { alpha: { float: 3e38 }, beta: { float: 1 } });
    const fraction = emitBlocked(emit, 'AveragePool', [emitReshape(emit, mask, xType!.shape as number[])], {
      kernel_shape: { ints: size },
      strides: { ints: size },
    });
    const area = emit.constant('float32', [], Float32Array.of(1 / (rows * columns)));
    const share = emit.node('Mul', [emit.node('Div', [dy!, fraction]), area]);
    return [emitReshape(emit, emit.node('Mul', [enlarge(share), mask]), xType!.shape as number[])];
  },
  grad: null,
  reference: (context) => maxPool2dGradientOp.reference(context),
});

/** `maxPool2dGradient` in the blocked layout. */
export function blockedMaxPool2dGradient(
  dy: Value,
  x: Value,
  y: Value,
  attributes: MaxPoolAttributes,
): Value {
  return applyOp(blockedMaxPool2dGradientOp, [dy, x, y], attributes);
}
