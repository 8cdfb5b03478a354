import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { convOnnxAttributes } from '../conv-geometry.ts';
import { conv2dInputGradientOp, turnedPads, type InputGradientAttributes } from '../conv2d-input-gradient.ts';
import { emitTurnedBlockedFilter } from './blocked-filter.ts';
import { emitBlocked } from './nchwc.ts';

/** The gradient of a blocked convolution of stride 1 with respect to its input. */
const blockedConv2dInputGradientOp = defineOp<InputGradientAttributes>({
  name: 'blockedConv2dInputGradient',
  elementwise: false,
  infer: (inputs, attributes) => [
    { ...conv2dInputGradientOp.infer(inputs, attributes)[0]!, layout: 'blocked' },
  ],
  lower: ({ inputs: [dy, kernel], inputTypes, attributes, emit }) => {
    const shape = inputTypes[1]!.shape as number[];
    const size = shape.slice(2);
    const turned = emitTurnedBlockedFilter(emit, kernel!, shape, attributes.groups);
    const geometry = { ...attributes, pads: turnedPads(size, attributes) };
    return [emitBlocked(emit, 'Conv', [dy!, turned], convOnnxAttributes(size, geometry))];
  },
  grad: null,
  reference: (context) => conv2dInputGradientOp.reference(context),
});

/** `conv2dInputGradient` of stride 1 in the blocked layout, where filters and channels of a group fill whole blocks. */
export function blockedConv2dInputGradient(
  dy: Value,
  kernel: Value,
  attributes: InputGradientAttributes,
): Value {
  return applyOp(blockedConv2dInputGradientOp, [dy, kernel], attributes);
}
