import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { add } from './add.ts';
import { batchNormTypes, mapChannels, type BatchNormAttributes } from './batch-norm.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { squareRoot } from './square-root.ts';
import { subtract } from './subtract.ts';

/** Batch normalisation by given statistics, as after training. */
export const batchNormInferenceOp = defineOp<BatchNormAttributes>({
  name: 'batchNormInference',
  elementwise: false,
  infer: (inputs) => [batchNormTypes('batchNormInference', inputs)[0]!],
  lower: ({ inputs, attributes: { epsilon }, emit }) => [
    emit.node('BatchNormalization', inputs, { epsilon: { float: epsilon } }),
  ],
  // For what looks into a trained model; training goes by the statistics of the batch.
  grad: ({ inputs: [x, gamma, , mean, variance], attributes: { epsilon }, outputGradients: [dy] }) => {
    const along = (vector: Value) =>
      reshape(vector, [1, vector.shape[0]!, ...x!.shape.slice(2).map(() => 1)]);
    const overChannel = (value: Value) =>
      reduceSum(value, { axes: x!.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])) });
    const shifted = add(variance!, epsilon);
    const factor = divide(x!.graph.scalar(1), squareRoot(shifted));
    const scale = multiply(gamma!, factor);
    const dBeta = overChannel(dy!);
    const centred = overChannel(multiply(dy!, subtract(x!, along(mean!))));
    return [
      multiply(dy!, along(scale)),
      multiply(centred, factor),
      dBeta,
      multiply(multiply(dBeta, scale), -1),
      multiply(divide(multiply(centred, scale), shifted), -0.5),
    ];
  },
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
