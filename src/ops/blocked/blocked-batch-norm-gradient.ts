import { ndArray } from '../../core/nd-array.ts';
import { defineOp, type Value } from '../../graph/graph.ts';
import { mapChannels, type BatchNormAttributes } from '../batch-norm.ts';
import { batchNormGradientOp } from '../batch-norm-gradient.ts';
import { blockedChannelScale } from './blocked-channel-scale.ts';
import { emitChannelSum, emitProductSum, emitScaleShift } from './nchwc.ts';

/**
 * The gradients of batch normalisation of a blocked tensor, from dy, x − mean, gamma and the variance. That of x is divided
 * by its factor for each channel, which is the fourth output.
 */
const blockedBatchNormGradientOp = defineOp<BatchNormAttributes>({
  name: 'blockedBatchNormGradient',
  elementwise: false,
  infer: ([dy, , gamma]) => [dy!, gamma!, gamma!, gamma!],
  // dx = gamma/σ · (dy + b·(x − mean) + c), the bracket as one depthwise convolution.
  lower: ({ inputs: [dy, centred, gamma, variance], inputTypes: [type], attributes: { epsilon }, emit }) => {
    const shape = type!.shape as readonly number[];
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    const perElement = scalar(-1 / (batch * height * width));
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance!, scalar(epsilon)])]);
    const dbeta = emitChannelSum(emit, dy!, shape);
    const dgamma = emit.node('Div', [emitProductSum(emit, [dy!, centred!], shape), deviation]);
    const b = emit.node('Div', [emit.node('Mul', [dgamma, perElement]), deviation]);
    const c = emit.node('Mul', [dbeta, perElement]);
    const unscaled = emitScaleShift(emit, centred!, b, c, channels, dy);
    return [unscaled, dgamma, dbeta, emit.node('Div', [gamma!, deviation])];
  },
  grad: null,
  reference: (context) => {
    const [dy, centred, gamma, variance] = context.inputs;
    const mean = ndArray(gamma!.shape); // that of x − mean
    const ones = mapChannels(gamma!, () => 1);
    const inputs = [dy!, centred!, ones, mean, variance!];
    const [dx, dgamma, dbeta] = batchNormGradientOp.reference({ ...context, inputs });
    const deviations = variance!.data.map((element) => Math.sqrt(element + context.attributes.epsilon));
    const scale = { shape: gamma!.shape, data: gamma!.data.map((element, c) => element / deviations[c]!) };
    return [mapChannels(dx!, (element, c) => element * deviations[c]!), dgamma!, dbeta!, scale];
  },
});

/** `batchNormGradient` in the blocked layout: the gradients of x, gamma and beta. */
export function blockedBatchNormGradient(
  dy: Value,
  centred: Value,
  gamma: Value,
  variance: Value,
  attributes: BatchNormAttributes,
): readonly Value[] {
  const inputs = [dy, centred, gamma, variance];
  const [unscaled, dgamma, dbeta, scale] = dy.graph.apply(blockedBatchNormGradientOp, inputs, attributes);
  return [blockedChannelScale(unscaled!, scale!), dgamma!, dbeta!];
}
