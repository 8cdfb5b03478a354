import { ndArray } from '../core/nd-array.ts';
import { defineOp, type Value } from '../graph/graph.ts';
import { emitColumnSums } from './column-sums.ts';
import { mapChannels, type BatchNormAttributes } from './batch-norm.ts';

/** The gradients of batch normalisation by batch statistics. */
export const batchNormGradientOp = defineOp<BatchNormAttributes>({
  name: 'batchNormGradient',
  elementwise: false,
  infer: ([, x, gamma]) => [x!, gamma!, gamma!],
  // dx = a·dy + b·(x − mean) + c with a, b, c per channel, from the sums of dy and of dy·(x − mean).
  lower: ({
    inputs: [dy, x, gamma, mean, variance],
    inputTypes: [, type],
    attributes: { epsilon },
    emit,
  }) => {
    const [, channels, ...spatial] = type!.shape as number[];
    const count = (type!.shape as number[]).reduce((a, b) => a * b, 1) / channels!;
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const scalar = (number: number) => emit.constant('float32', [], Float32Array.of(number));
    // Of [batch, channels] a vector of channels broadcasts as it is, and the runtime finds x − mean in the forward pass.
    const flat = spatial.length === 0;
    const columnShape = list(1, channels!, ...spatial.map(() => 1));
    const broadcast = (name: string) => (flat ? name : emit.node('Reshape', [name, columnShape]));
    const axes = list(0, ...spatial.map((_, axis) => axis + 2));
    const sum = (name: string) =>
      flat
        ? emitColumnSums(emit, name, count)
        : emit.node('ReduceSum', [name, axes], { keepdims: { int: 0 } });

    const centred = emit.node('Sub', [x!, broadcast(mean!)]);
    const deviation = emit.node('Sqrt', [emit.node('Add', [variance!, scalar(epsilon)])]);
    const dbeta = sum(dy!);
    const dgamma = emit.node('Div', [sum(emit.node('Mul', [dy!, centred])), deviation]);
    const a = emit.node('Div', [gamma!, deviation]);
    const perElement = emit.node('Mul', [a, scalar(-1 / count)]);
    const b = emit.node('Div', [emit.node('Mul', [perElement, dgamma]), deviation]);
    const c = emit.node('Mul', [perElement, dbeta]);
    const scaled = emit.node('Add', [emit.node('Mul', [dy!, broadcast(a)]), broadcast(c)]);
    const dx = emit.node('Add', [scaled, emit.node('Mul', [centred, broadcast(b)])]);
    return [dx, dgamma, dbeta];
  },
  grad: null,
  reference: ({ inputs: [dy, x, gamma, mean, variance], attributes: { epsilon } }) => {
    const count = x!.data.length / gamma!.data.length;
    const normalised = mapChannels(
      x!,
      (element, c) => (element - mean!.data[c]!) / Math.sqrt(variance!.data[c]! + epsilon),
    );
    const dgamma = ndArray(gamma!.shape);
    const dbeta = ndArray(gamma!.shape);
    mapChannels(dy!, (element, c, index) => {
      dbeta.data[c]! += element;
      return (dgamma.data[c]! += element * normalised.data[index]!);
    });
    const dx = mapChannels(dy!, (element, c, index) => {
      const factor = gamma!.data[c]! / Math.sqrt(variance!.data[c]! + epsilon);
      return factor * (element - (dbeta.data[c]! + normalised.data[index]! * dgamma.data[c]!) / count);
    });
    return [dx, dgamma, dbeta];
  },
});

/** The gradients of x, gamma and beta, from `dy` and what the forward pass took and gave. */
export function batchNormGradient(
  dy: Value,
  x: Value,
  gamma: Value,
  mean: Value,
  variance: Value,
  attributes: BatchNormAttributes,
): readonly Value[] {
  return dy.graph.apply(batchNormGradientOp, [dy, x, gamma, mean, variance], attributes);
}
