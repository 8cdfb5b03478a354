import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { pad2dOp, type PadAttributes } from '../pad2d.ts';

/** A border around blocked images. */
const blockedPad2dOp = defineOp<PadAttributes>({
  name: 'blockedPad2d',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...pad2dOp.infer(inputs, attributes)[0]!, layout: 'blocked' }],
  lower: ({ inputs: [x], inputTypes: [type], outputTypes: [padded], attributes: { pads, value }, emit }) => {
    const [, , height, width] = type!.shape as [number, number, number, number];
    const [top, left, bottom, right] = pads as [number, number, number, number];
    const block = emit.blockSize;
    const list = (numbers: readonly number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const rows = emit.node('Reshape', [x!, list([-1, height, width * block])]);
    const border = emit.constant('float32', [], Float32Array.of(value));
    const around = emit.node('Pad', [rows, list([0, top, left * block, 0, bottom, right * block]), border]);
    return [emit.node('Reshape', [around, list(padded!.shape as readonly number[])])];
  },
  grad: null,
  reference: (context) => pad2dOp.reference(context),
});

/** `pad2d` in the blocked layout. */
export function blockedPad2d(x: Value, attributes: PadAttributes): Value {
  return applyOp(blockedPad2dOp, [x], attributes);
}
