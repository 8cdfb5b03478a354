import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { LowerContext } from '../../graph/op.ts';
import { conv2dOp, conv2dType } from '../conv2d.ts';
import { convOnnxAttributes, type ConvAttributes } from '../conv-geometry.ts';
import { reluOp } from '../relu.ts';
import { emitBlockedFilter } from './blocked-filter.ts';
import { emitBlocked } from './nchwc.ts';

/** A convolution whose result is blocked; the input is blocked too, or plain with fewer channels than a block. */
export const blockedConv2dOp = defineOp<ConvAttributes>({
  name: 'blockedConv2d',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...conv2dType('blockedConv2d', inputs, attributes), layout: 'blocked' }],
  lower: (context) => [lowerConvolution(context, {})],
  grad: null,
  reference: (context) => conv2dOp.reference(context),
});

/** A convolution and the ReLU right behind it, which costs the runtime nothing while it writes the result. */
const blockedConv2dReluOp = defineOp<ConvAttributes>({
  ...blockedConv2dOp,
  name: 'blockedConv2dRelu',
  lower: (context) => [lowerConvolution(context, { activation: { text: 'Relu' } })],
  reference: (context) => {
    const inputs = conv2dOp.reference(context);
    return reluOp.reference({ inputs, attributes: {}, outputTypes: context.outputTypes });
  },
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

/** `relu(conv2d(…))` in the blocked layout. */
export function blockedConv2dRelu(...[x, kernel, bias, attributes]: Parameters<typeof blockedConv2d>): Value {
  return applyOp(blockedConv2dReluOp, bias ? [x, kernel, bias] : [x, kernel], attributes);
}

function lowerConvolution(
  {
    inputs: [x, kernel, ...bias],
    inputTypes: [xType, kernelType],
    attributes,
    emit,
  }: LowerContext<ConvAttributes>,
  activation: Parameters<typeof emitBlocked>[3],
): string {
  const shape = kernelType!.shape as readonly number[];
  const depthwise = attributes.groups > 1 && shape[1] === 1;
  const filter = emitBlockedFilter(emit, kernel!, shape, xType!.layout === 'blocked' && !depthwise);
  const geometry = convOnnxAttributes(shape.slice(2), attributes);
  return emitBlocked(emit, 'Conv', [x!, filter, ...bias], { ...geometry, ...activation });
}
