import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { Emitter } from '../../graph/op.ts';
import { conv2dOp, conv2dType } from '../conv2d.ts';
import { convOnnxAttributes, type ConvAttributes } from '../conv-geometry.ts';
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

/** Writes a kernel [filters, channels, h, w] in the order that the blocked convolution reads: blocks innermost. */
export function emitBlockedFilter(
  emit: Emitter,
  kernel: string,
  shape: readonly number[],
  channelBlocks: boolean,
): string {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const block = emit.blockSize;
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  const split = channelBlocks
    ? [filters / block, block, channels / block, block, height, width]
    : [filters / block, block, channels, height, width];
  const order = channelBlocks ? [0, 2, 4, 5, 3, 1] : [0, 2, 3, 4, 1];
  const blocks = emit.node('Reshape', [kernel, list(...split)]);
  const ordered = emit.node('Transpose', [blocks], { perm: { ints: order } });
  return emit.node('Reshape', [ordered, list(...shape)]);
}
