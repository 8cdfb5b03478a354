import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { concatenateOp, type ConcatenateAttributes } from '../concatenate.ts';

/** Blocked tensors one after another along the channels. */
const blockedConcatenateOp = defineOp<ConcatenateAttributes>({
  name: 'blockedConcatenate',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...concatenateOp.infer(inputs, attributes)[0]!, layout: 'blocked' }],
  lower: ({ inputs, attributes: { axis }, emit }) => [emit.node('Concat', inputs, { axis: { int: axis } })],
  grad: null,
  reference: (context) => concatenateOp.reference(context),
});

/** `concatenate` of whole blocks of channels in the blocked layout. */
export function blockedConcatenate(values: readonly Value[]): Value {
  return applyOp(blockedConcatenateOp, values, { axis: 1 });
}
