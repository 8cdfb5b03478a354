import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { batchNormTypes, mapChannels, type BatchNormAttributes } from './batch-norm.ts';

/** Batch normalisation by given statistics, as after training. */
export const batchNormInferenceOp = defineOp<BatchNormAttributes>({
  name: 'batchNormInference',
  elementwise: false,
  infer: (inputs) => [batchNormTypes('batchNormInference', inputs)[0]!],
  lower: ({ inputs, attributes: { epsilon }, emit }) => [
    emit.node('BatchNormalization', inputs, { epsilon: { float: epsilon } }),
  ],
  // Inference graphs are not differentiated.
  grad: null,
  reference: ({ inputs: [x, gamma, beta, mean, variance], attributes: { epsilon } }) => [
    mapChannels(x!, (element, c) => {
      return (
        ((element - mean!.data[c]!) / Math.sqrt(variance!.data[c]! + epsilon)) * gamma!.data[c]! +
        beta!.data[c]!
      );
    }),
  ],
});

/** Normalises `x` [batch, channels, ...] by `mean` and `variance`, scales by `gamma`, shifts by `beta`, all [channels]. */
export function batchNormInference(
  x: Value,
  gamma: Value,
  beta: Value,
  mean: Value,
  variance: Value,
  attributes: BatchNormAttributes,
): Value {
  return applyOp(batchNormInferenceOp, [x, gamma, beta, mean, variance], attributes);
}
