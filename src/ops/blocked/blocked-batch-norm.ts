import { defineOp, type Value } from '../../graph/graph.ts';
import { storedShape } from '../../graph/tensor-type.ts';
import { batchNormOp, batchNormTypes } from '../batch-norm.ts';
import { emitProductMean, emitScaleShift } from './nchwc.ts';

interface BlockedBatchNormAttributes extends Readonly<Record<string, number | boolean>> {
  readonly epsilon: number;
  /** Whether the ReLU of the result is what is wanted. */
  readonly relu: boolean;
}

/** What batch normalisation makes of a blocked tensor whose channels have a mean of zero, and the variance. */
export const blockedBatchNormOp = defineOp<BlockedBatchNormAttributes>({
  name: 'blockedBatchNorm',
  elementwise: false,
  infer: (inputs) => {
    const [y, , variance] = batchNormTypes('blockedBatchNorm', inputs);
    return [{ ...y!, layout: 'blocked' }, variance!];
  },
  lower: ({ inputs: [centred, gamma, beta], inputTypes: [type], attributes: { epsilon, relu }, emit }) => {
    const shape = storedShape(type!) as readonly number[];
    const variance = emitProductMean(emit, [centred!, centred!], shape);
    const small = emit.constant('float32', [], Float32Array.of(epsilon));
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance, small])]);
    const scale = emit.node('Div', [gamma!, deviation]);
    return [emitScaleShift(emit, centred!, scale, beta!, shape[1]!, { relu }), variance];
  },
  grad: null,
  reference: ({ attributes: { epsilon, relu }, ...context }) => {
    const [y, , variance] = batchNormOp.reference({ ...context, attributes: { epsilon } });
    const positive = { ...y!, data: y!.data.map((element) => Math.max(element, 0)) };
    return [relu ? positive : y!, variance!];
  },
});

/**
 * `batchNorm` in the blocked layout, or its ReLU: y and the variance. Its input is centred first, by `blockedCentre` or
 * `centredConv2d`, because the mean of squares loses digits where the mean is large; the gradient needs it as well.
 */
export function blockedBatchNorm(
  centred: Value,
  gamma: Value,
  beta: Value,
  { epsilon, relu = false }: { readonly epsilon: number; readonly relu?: boolean },
): readonly [y: Value, variance: Value] {
  const [y, variance] = centred.graph.apply(blockedBatchNormOp, [centred, gamma, beta], { epsilon, relu });
  return [y!, variance!];
}
