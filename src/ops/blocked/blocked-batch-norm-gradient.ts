import { ndArray, type NdArray } from '../../core/nd-array.ts';
import { defineOp, type Value } from '../../graph/graph.ts';
import { storedShape } from '../../graph/tensor-type.ts';
import { mapChannels, type BatchNormAttributes } from '../batch-norm.ts';
import { batchNormGradientOp } from '../batch-norm-gradient.ts';
import { blockedChannelScale } from './blocked-channel-scale.ts';
import { emitChannelMean, emitProductSum, emitScaleShift } from './nchwc.ts';

interface BlockedBatchNormGradientAttributes extends BatchNormAttributes {
  /** What dy is to be multiplied by. */
  readonly factor: number;
}

/**
 * The gradients of batch normalisation of a blocked tensor, from dy, x − mean, gamma and the variance. That of x is divided
 * by its factor for each channel, which is the fourth output.
 */
const blockedBatchNormGradientOp = defineOp<BlockedBatchNormGradientAttributes>({
  name: 'blockedBatchNormGradient',
  elementwise: false,
  infer: ([dy, , gamma]) => [dy!, gamma!, gamma!, gamma!],
  // dx = factor · gamma/σ · (dy + b·(x − mean) + c), the bracket as one depthwise convolution.
  lower: ({
    inputs: [dy, centred, gamma, variance],
    inputTypes: [type],
    attributes: { epsilon, factor },
    emit,
  }) => {
    const shape = storedShape(type!) as readonly number[];
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const count = batch * height * width;
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    const corrected = emit.node('Add', [variance!, scalar(epsilon)]);
    const perDeviation = emit.node('Div', [scalar(factor), emit.node('Sqrt', [corrected])]);
    const mean = emitChannelMean(emit, dy!, shape);
    const product = emitProductSum(emit, [dy!, centred!], shape);
    const b = emit.node('Mul', [emit.node('Div', [product, corrected]), scalar(-1 / count)]);
    const c = emit.node('Neg', [mean]);
    return [
      emitScaleShift(emit, centred!, b, c, channels, { added: dy }),
      emit.node('Mul', [product, perDeviation]),
      emit.node('Mul', [mean, scalar(count * factor)]),
      emit.node('Mul', [gamma!, perDeviation]),
    ];
  },
  grad: null,
  reference: (context) => {
    const [dy, centred, gamma, variance] = context.inputs;
    const mean = ndArray(gamma!.shape); // that of x − mean
    const ones = mapChannels(gamma!, () => 1);
    const inputs = [dy!, centred!, ones, mean, variance!];
    const [dx, dgamma, dbeta] = batchNormGradientOp.reference({ ...context, inputs });
    const { epsilon, factor } = context.attributes;
    const times = ({ shape, data }: NdArray) => ({ shape, data: data.map((element) => element * factor) });
    const deviations = variance!.data.map((element) => Math.sqrt(element + epsilon));
    const scale = { shape: gamma!.shape, data: gamma!.data.map((element, c) => element / deviations[c]!) };
    const unscaled = mapChannels(dx!, (element, c) => element * deviations[c]!);
    return [unscaled, times(dgamma!), times(dbeta!), times(scale)];
  },
});

/** `batchNormGradient` in the blocked layout, from dy / factor: the gradients of x, gamma and beta. */
export function blockedBatchNormGradient(
  dy: Value,
  centred: Value,
  gamma: Value,
  variance: Value,
  { epsilon, factor = 1 }: { readonly epsilon: number; readonly factor?: number },
): readonly Value[] {
  const inputs = [dy, centred, gamma, variance];
  const [unscaled, dgamma, dbeta, scale] = dy.graph.apply(blockedBatchNormGradientOp, inputs, {
    epsilon,
    factor,
  });
  return [blockedChannelScale(unscaled!, scale!), dgamma!, dbeta!];
}
