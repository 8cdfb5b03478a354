import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { conv2dOp, conv2dType } from '../conv2d.ts';
import { convOnnxAttributes, type ConvAttributes } from '../conv-geometry.ts';
import { emitBlockedFilter } from './blocked-filter.ts';
import { emitBlocked } from './nchwc.ts';

/** A convolution whose result is blocked; the input is blocked too, or plain with fewer channels than a block. */
export const blockedConv2dOp = defineOp<ConvAttributes>({
  name: 'blockedConv2d',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...conv2dType('blockedConv2d', inputs, attributes), layout: 'blocked' }],
  lower: ({ inputs: [x, kernel, ...bias], inputTypes: [xType, kernelType], attributes, emit }) => {
    const shape = kernelType!.shape as readonly number[];
    const depthwise = attributes.groups > 1 && shape[1] === 1;
    const filter = emitBlockedFilter(emit, kernel!, shape, xType!.layout === 'blocked' && !depthwise);
    return [emitBlocked(emit, 'Conv', [x!, filter, ...bias], convOnnxAttributes(shape.slice(2), attributes))];
  },
  grad: null,
  reference: (context) => conv2dOp.reference(context),
});

/** `conv2d` in the blocked layout: filters fill whole blocks, and groups are single channels or fill whole blocks. */
export function blockedConv2d(
  x: Value,
  kernel: Value,
  bias: Value | undefined,
  attributes: ConvAttributes,
): Value {
  return applyOp(blockedConv2dOp, bias ? [x, kernel, bias] : [x, kernel], attributes);
}
