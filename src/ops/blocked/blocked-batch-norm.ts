import { defineOp, type Value } from '../../graph/graph.ts';
import { batchNormOp, batchNormTypes, mapChannels, type BatchNormAttributes } from '../batch-norm.ts';
import { emitChannelMean, emitProductMean, emitScaleShift } from './nchwc.ts';

/** Batch normalisation of a blocked tensor. A fourth output, x − mean, is kept for the gradient. */
export const blockedBatchNormOp = defineOp<BatchNormAttributes>({
  name: 'blockedBatchNorm',
  elementwise: false,
  infer: (inputs) => {
    const [y, mean, variance] = batchNormTypes('blockedBatchNorm', inputs);
    return [{ ...y!, layout: 'blocked' }, mean!, variance!, { ...y!, layout: 'blocked' }];
  },
  // Two passes, mean then deviations, because the mean of squares loses digits where the mean is large.
  lower: ({ inputs: [x, gamma, beta], inputTypes: [type], attributes: { epsilon }, emit }) => {
    const shape = type!.shape as readonly number[];
    const channels = shape[1]!;
    const one = emit.constant('float32', [channels], new Float32Array(channels).fill(1));
    const mean = emitChannelMean(emit, x!, shape);
    const centred = emitScaleShift(emit, x!, one, emit.node('Neg', [mean]), channels);
    const variance = emitProductMean(emit, [centred, centred], shape);
    const small = emit.constant('float32', [], Float32Array.of(epsilon));
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance, small])]);
    const y = emitScaleShift(emit, centred, emit.node('Div', [gamma!, deviation]), beta!, channels);
    return [y, mean, variance, centred];
  },
  grad: null,
  reference: (context) => {
    const [y, mean, variance] = batchNormOp.reference(context);
    return [y!, mean!, variance!, mapChannels(context.inputs[0]!, (element, c) => element - mean!.data[c]!)];
  },
});

/** `batchNorm` in the blocked layout: y, mean, variance and x − mean. */
export function blockedBatchNorm(
  x: Value,
  gamma: Value,
  beta: Value,
  attributes: BatchNormAttributes,
): readonly Value[] {
  return x.graph.apply(blockedBatchNormOp, [x, gamma, beta], attributes);
}
