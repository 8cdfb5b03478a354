import { InternalError, ShapeError } from '../core/errors.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { formatShape } from '../core/shape.ts';
import { defineOp, type Value } from '../graph/graph.ts';
import type { LowerContext } from '../graph/op.ts';
import { tensorType, type TensorType } from '../graph/tensor-type.ts';
import { batchNormGradient } from './batch-norm-gradient.ts';
import { emitColumnSums } from './column-sums.ts';

export interface BatchNormAttributes extends Readonly<Record<string, number>> {
  /** Added to the variance before its square root. */
  readonly epsilon: number;
}

/** Batch normalisation by the statistics of the batch itself, as in training (Ioffe and Szegedy 2015). */
export const batchNormOp = defineOp<BatchNormAttributes>({
  name: 'batchNorm',
  elementwise: false,
  infer: (inputs) => batchNormTypes('batchNorm', inputs),
  lower: (context) => (context.inputTypes[0]!.shape.length === 2 ? lowerRows(context) : lowerImages(context)),
  grad: ({
    inputs: [x, gamma],
    outputs: [, mean, variance],
    attributes,
    outputGradients: [dy, dMean, dVariance],
  }) => {
    if (!dy || dMean || dVariance) throw new InternalError('batchNorm: only its first output has a gradient');
    return batchNormGradient(dy, x!, gamma!, mean!, variance!, attributes);
  },
  reference: ({ inputs: [x, gamma, beta], attributes: { epsilon } }) => {
    const { mean, variance } = channelMoments(x!);
    const y = mapChannels(x!, (element, c) => {
      return (
        ((element - mean.data[c]!) / Math.sqrt(variance.data[c]! + epsilon)) * gamma!.data[c]! +
        beta!.data[c]!
      );
    });
    return [y, mean, variance];
  },
});

/** [batch, channels, height, width] by the runtime's own operator, which is fast there. */
function lowerImages({
  inputs: [x, gamma, beta],
  inputTypes,
  attributes: { epsilon },
  emit,
}: LowerContext<BatchNormAttributes>): string[] {
  // With momentum 0 the old statistics do not count, but the runtime writes the new ones over them: each needs a
  // tensor of its own, and no other node may make an equal one, so they are made of all that this node is given.
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
  const zero = emit.constant('float32', [], Float32Array.of(0));
  const corner = emit.node('Slice', [x!, list(0, 0, 0), list(1, 1, 1), list(0, 2, 3)]);
  const row = emit.node('Reshape', [corner, list(inputTypes[1]!.shape[0] as number)]);
  const scaled = emit.node('Add', [emit.node('Mul', [row, gamma!]), beta!]);
  const oldMean = emit.node('Mul', [scaled, zero]);
  const oldVariance = emit.node('Mul', [oldMean, zero]);
  return emit.nodes('BatchNormalization', [x!, gamma!, beta!, oldMean, oldVariance], {
    outputs: 3,
    attributes: { training_mode: { int: 1 }, momentum: { float: 0 }, epsilon: { float: epsilon } },
  });
}

/** [batch, channels] by elementary operators: the runtime's own is ten times slower there. */
function lowerRows({
  inputs: [x, gamma, beta],
  inputTypes,
  attributes: { epsilon },
  emit,
}: LowerContext<BatchNormAttributes>): string[] {
  const batch = inputTypes[0]!.shape[0] as number;
  const meanOf = (name: string) => emitColumnSums(emit, name, batch, 1 / batch);
  const mean = meanOf(x!);
  const centred = emit.node('Sub', [x!, mean]);
  const variance = meanOf(emit.node('Mul', [centred, centred]));
  const small = emit.constant('float32', [], Float32Array.of(epsilon));
  const deviation = emit.node('Sqrt', [emit.node('Add', [variance, small])]);
  const scaled = emit.node('Mul', [centred, emit.node('Div', [gamma!, deviation])]);
  return [emit.node('Add', [scaled, beta!]), mean, variance];
}

/** The output types; shared with the blocked form. */
export function batchNormTypes(what: string, inputs: readonly TensorType[]): TensorType[] {
  const [x, ...perChannel] = inputs as [TensorType, ...TensorType[]];
  const channels = x.shape[1];
  if (
    x.shape.length < 2 ||
    typeof channels !== 'number' ||
    perChannel.some(({ shape }) => shape.length !== 1 || shape[0] !== channels)
  ) {
    throw new ShapeError(
      `${what}: needs [batch,channels,...] and one number a channel; got ${formatShape(x.shape)}`,
    );
  }
  return [
    tensorType('float32', x.shape),
    tensorType('float32', [channels]),
    tensorType('float32', [channels]),
  ];
}

/**
 * Normalises `x` [batch, channels, ...] over all axes but the channels, then scales by `gamma` and shifts by `beta`
 * [channels]. Gives y, and the batch's mean and population variance [channels], through which no gradient flows.
 */
export function batchNorm(
  x: Value,
  gamma: Value,
  beta: Value,
  attributes: BatchNormAttributes,
): { readonly y: Value; readonly mean: Value; readonly variance: Value } {
  const [y, mean, variance] = x.graph.apply(batchNormOp, [x, gamma, beta], attributes);
  return { y: y!, mean: mean!, variance: variance! };
}

/** `x` with every element replaced by a function of it and its channel. */
export function mapChannels(
  x: NdArray,
  map: (element: number, channel: number, index: number) => number,
): NdArray {
  const inner = x.shape.slice(2).reduce((a, b) => a * b, 1);
  const channels = x.shape[1]!;
  return ndArray(
    x.shape,
    x.data.map((element, index) => map(element, Math.floor(index / inner) % channels, index)),
  );
}

export function channelMoments(x: NdArray): { mean: NdArray; variance: NdArray } {
  const channels = x.shape[1]!;
  const count = x.data.length / channels;
  const mean = ndArray([channels]);
  const variance = ndArray([channels]);
  mapChannels(x, (element, c) => (mean.data[c]! += element / count));
  mapChannels(x, (element, c) => (variance.data[c]! += (element - mean.data[c]!) ** 2 / count));
  return { mean, variance };
}
