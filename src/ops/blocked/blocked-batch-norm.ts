import { defineOp, type Value } from '../../graph/graph.ts';
import { batchNormOp, batchNormTypes, type BatchNormAttributes } from '../batch-norm.ts';
import { emitProductMean, emitScaleShift } from './nchwc.ts';

/** What batch normalisation makes of a blocked tensor whose channels have a mean of zero, and the variance. */
export const blockedBatchNormOp = defineOp<BatchNormAttributes>({
  name: 'blockedBatchNorm',
  elementwise: false,
  infer: (inputs) => {
    const [y, , variance] = batchNormTypes('blockedBatchNorm', inputs);
    return [{ ...y!, layout: 'blocked' }, variance!];
  },
  lower: ({ inputs: [centred, gamma, beta], inputTypes: [type], attributes: { epsilon }, emit }) => {
    const shape = type!.shape as readonly number[];
    const variance = emitProductMean(emit, [centred!, centred!], shape);
    const small = emit.constant('float32', [], Float32Array.of(epsilon));
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance, small])]);
    return [
      emitScaleShift(emit, centred!, emit.node('Div', [gamma!, deviation]), beta!, shape[1]!),
      variance,
    ];
  },
  grad: null,
  reference: (context) => {
    const [y, , variance] = batchNormOp.reference(context);
    return [y!, variance!];
  },
});

/**
 * `batchNorm` in the blocked layout: y and the variance. Its input is centred first, by `blockedCentre` or
 * `centredConv2d`, because the mean of squares loses digits where the mean is large; the gradient needs it as well.
 */
export function blockedBatchNorm(
  centred: Value,
  gamma: Value,
  beta: Value,
  attributes: BatchNormAttributes,
): readonly [y: Value, variance: Value] {
  const [y, variance] = centred.graph.apply(blockedBatchNormOp, [centred, gamma, beta], attributes);
  return [y!, variance!];
}
