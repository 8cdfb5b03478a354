import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { convOnnxAttributes } from '../conv-geometry.ts';
import { conv2dWeightGradientOp, type WeightGradientAttributes } from '../conv2d-weight-gradient.ts';
import { exchangedGeometry } from './exchanged-geometry.ts';
import { emitBlocked } from './nchwc.ts';

/** The weight gradient of a depthwise convolution, from a blocked input and a blocked gradient. */
const blockedDepthwiseWeightGradientOp = defineOp<WeightGradientAttributes>({
  name: 'blockedDepthwiseWeightGradient',
  elementwise: false,
  infer: (inputs, attributes) => [
    { ...conv2dWeightGradientOp.infer(inputs, attributes)[0]!, layout: 'plain' },
  ],
  // Each channel of each image is a convolution of its own, whose kernel is that channel's gradient and whose result is
  // the kernel's gradient: one depthwise convolution of batch · channels planes, with strides and dilations exchanged. A
  // blocked gradient is already in the order of a depthwise filter.
  lower: ({ inputs: [x, dy], inputTypes: [type, dyType], attributes, emit }) => {
    const [batch, channels, ...inputSize] = type!.shape as [number, number, number, number];
    const outputSize = dyType!.shape.slice(2) as number[];
    const { strides, dilations, pads, kernelSize } = attributes;
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const planes = batch * channels;
    const block = emit.blockSize;
    const { after, taps } = exchangedGeometry(attributes, inputSize, outputSize);
    const products = emitBlocked(
      emit,
      'Conv',
      [
        emit.node('Reshape', [x!, list(1, planes, ...inputSize)]),
        emit.node('Reshape', [dy!, list(planes, 1, ...outputSize)]),
      ],
      convOnnxAttributes(outputSize, {
        strides: dilations,
        dilations: strides,
        pads: [pads[0]!, pads[1]!, ...after],
        groups: planes,
      }),
    );
    const byImage = emit.node('Reshape', [products, list(batch, channels / block, ...taps, block)]);
    const sum = emit.node('ReduceSum', [byImage, list(0)], { keepdims: { int: 0 } });
    const whole = taps.every((count, axis) => count === kernelSize[axis])
      ? sum
      : emit.node('Slice', [sum, list(0, 0), list(...kernelSize), list(1, 2)]);
    const plain = emit.node('Transpose', [whole], { perm: { ints: [0, 3, 1, 2] } });
    return [emit.node('Reshape', [plain, list(channels, 1, ...kernelSize)])];
  },
  grad: null,
  reference: (context) => conv2dWeightGradientOp.reference(context),
});

/** `conv2dWeightGradient` with as many groups as channels and filters, which fill whole blocks; the result is plain. */
export function blockedDepthwiseWeightGradient(
  x: Value,
  dy: Value,
  attributes: WeightGradientAttributes,
): Value {
  return applyOp(blockedDepthwiseWeightGradientOp, [x, dy], attributes);
}
