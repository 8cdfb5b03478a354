import { ndArray } from '../../core/nd-array.ts';
import { defineOp, type Value } from '../../graph/graph.ts';
import type { BatchNormAttributes } from '../batch-norm.ts';
import { batchNormGradientOp } from '../batch-norm-gradient.ts';
import { emitChannelSum, emitProductSum, emitScaleShift } from './nchwc.ts';

/** The gradients of batch normalisation of a blocked tensor, from dy, x − mean, gamma and the variance. */
const blockedBatchNormGradientOp = defineOp<BatchNormAttributes>({
  name: 'blockedBatchNormGradient',
  elementwise: false,
  infer: ([dy, , gamma]) => [dy!, gamma!, gamma!],
  // As in the plain form: dx = a·dy + b·(x − mean) + c, here as two depthwise convolutions.
  lower: ({ inputs: [dy, centred, gamma, variance], inputTypes: [type], attributes: { epsilon }, emit }) => {
    const shape = type!.shape as readonly number[];
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance!, scalar(epsilon)])]);
    const dbeta = emitChannelSum(emit, dy!, shape);
    const dgamma = emit.node('Div', [emitProductSum(emit, [dy!, centred!], shape), deviation]);
    const a = emit.node('Div', [gamma!, deviation]);
    const perElement = emit.node('Mul', [a, scalar(-1 / (batch * height * width))]);
    const b = emit.node('Div', [emit.node('Mul', [perElement, dgamma]), deviation]);
    const c = emit.node('Mul', [perElement, dbeta]);
    const zero = emit.constant('float32', [channels], new Float32Array(channels));
    const fromCentred = emitScaleShift(emit, centred!, b, zero, channels);
    return [emitScaleShift(emit, dy!, a, c, channels, fromCentred), dgamma, dbeta];
  },
  grad: null,
  reference: (context) => {
    const [dy, centred, gamma, variance] = context.inputs;
    const mean = ndArray(gamma!.shape); // that of x − mean
    return batchNormGradientOp.reference({ ...context, inputs: [dy!, centred!, gamma!, mean, variance!] });
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
  return dy.graph.apply(blockedBatchNormGradientOp, [dy, centred, gamma, variance], attributes);
}
