import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { MaxPoolAttributes } from '../max-pool2d.ts';
import { maxPool2dGradientOp } from '../max-pool2d-gradient.ts';
import { emitBlocked } from './nchwc.ts';

/** The gradient of max-pooling, all tensors blocked; windows must cover the image. */
const blockedMaxPool2dGradientOp = defineOp<MaxPoolAttributes>({
  name: 'blockedMaxPool2dGradient',
  elementwise: false,
  infer: ([, x]) => [x!],
  // As in the plain form: a mask of the maxima, and the gradient divided by how many a window has.
  lower: ({ inputs: [dy, x, y], attributes: { size }, emit }) => {
    const enlarge = (name: string) =>
      emitBlocked(emit, 'Upsample', [name], { scales: { ints: [1, 1, ...size] } });
    const mask = emit.node('HardSigmoid', [emit.node('Sub', [x!, enlarge(y!)])], {
      alpha: { float: 3e38 },
      beta: { float: 1 },
    });
    const window = { kernel_shape: { ints: size }, strides: { ints: size } };
    const fraction = emitBlocked(emit, 'AveragePool', [mask], window);
    const area = emit.constant('float32', [], Float32Array.of(1 / (size[0]! * size[1]!)));
    const share = emit.node('Mul', [emit.node('Div', [dy!, fraction]), area]);
    return [emit.node('Mul', [enlarge(share), mask])];
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
