import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import {
  inPlaces,
  interleave2dOp,
  interleavedType,
  sideBySide,
  type InterleaveAttributes,
} from '../interleave2d.ts';

/** Blocked images woven into one. */
const blockedInterleave2dOp = defineOp<InterleaveAttributes>({
  name: 'blockedInterleave2d',
  elementwise: false,
  infer: ([first], attributes) => [{ ...interleavedType(first!, attributes), layout: 'blocked' }],
  // An element is a whole block here, so elements side by side are blocks one after another, and rows likewise.
  lower: ({ inputs, inputTypes: [type], attributes, emit }) => {
    const [batch, channels, height, width] = type!.shape as [number, number, number, number];
    const [down, across] = attributes.strides as [number, number];
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const places = inPlaces(emit, inputs, type!, attributes);
    const rows = Array.from({ length: down }, (_, row) =>
      sideBySide(emit, places.slice(row * across, (row + 1) * across), emit.blockSize),
    );
    const woven = sideBySide(emit, rows, width * across * emit.blockSize);
    return [emit.node('Reshape', [woven, list(batch, channels, height * down, width * across)])];
  },
  grad: null,
  reference: (context) => interleave2dOp.reference(context),
});

/** `interleave2d` in the blocked layout. */
export function blockedInterleave2d(values: readonly Value[], attributes: InterleaveAttributes): Value {
  return applyOp(blockedInterleave2dOp, values, attributes);
}
