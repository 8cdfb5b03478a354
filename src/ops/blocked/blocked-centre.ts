import { defineOp, type Value } from '../../graph/graph.ts';
import { storedShape, tensorType } from '../../graph/tensor-type.ts';
import { channelMoments, mapChannels } from '../batch-norm.ts';
import type { NoAttributes } from '../elementwise.ts';
import { emitChannelMean, emitScaleShift } from './nchwc.ts';

/** A blocked tensor without the mean of each channel, and the means. */
const blockedCentreOp = defineOp<NoAttributes>({
  name: 'blockedCentre',
  elementwise: false,
  infer: ([x]) => [x!, tensorType('float32', [x!.shape[1]!])],
  lower: ({ inputs: [x], inputTypes: [type], emit }) => {
    const shape = storedShape(type!) as readonly number[];
    const channels = shape[1]!;
    const one = emit.constant('float32', [channels], new Float32Array(channels).fill(1));
    const mean = emitChannelMean(emit, x!, shape);
    return [emitScaleShift(emit, x!, one, emit.node('Neg', [mean]), channels), mean];
  },
  grad: null,
  reference: ({ inputs: [x] }) => {
    const { mean } = channelMoments(x!);
    return [mapChannels(x!, (element, channel) => element - mean.data[channel]!), mean];
  },
});

/** Blocked `x` [batch, channels, height, width] without the mean of each channel, and the means [channels]. */
export function blockedCentre(x: Value): readonly [centred: Value, mean: Value] {
  const [centred, mean] = x.graph.apply(blockedCentreOp, [x], {});
  return [centred!, mean!];
}
