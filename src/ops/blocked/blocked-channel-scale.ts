import { applyOp, defineOp, type OpDefinition, type Value } from '../../graph/graph.ts';
import { mapChannels } from '../batch-norm.ts';
import type { NoAttributes } from '../elementwise.ts';
import { emitScaleShift } from './nchwc.ts';

/** A blocked tensor times one factor for each channel. */
const blockedChannelScaleOp = defineOp<NoAttributes>({
  name: 'blockedChannelScale',
  elementwise: false,
  infer: ([x]) => [x!],
  lower: ({ inputs: [x, scale], inputTypes: [type], emit }) => {
    const channels = type!.shape[1] as number;
    const zero = emit.constant('float32', [channels], new Float32Array(channels));
    return [emitScaleShift(emit, x!, scale!, zero, channels)];
  },
  grad: null,
  reference: ({ inputs: [x, scale] }) => [
    mapChannels(x!, (element, channel) => element * scale!.data[channel]!),
  ],
});

/** Blocked `x` [batch, channels, height, width] times `scale` [channels]. */
export function blockedChannelScale(x: Value, scale: Value): Value {
  return applyOp(blockedChannelScaleOp, [x, scale], {});
}

/** The factors of a value that is scaled for each channel, and what they scale: its users may take them over. */
export function channelScaleOf(value: Value): { readonly x: Value; readonly scale: Value } | undefined {
  if (value.node?.op !== (blockedChannelScaleOp as OpDefinition)) return undefined;
  const [x, scale] = value.node.inputs as [Value, Value];
  return { x, scale };
}
