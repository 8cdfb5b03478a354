import { isOp, type Graph, type Value } from '../graph/graph.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { fromBlocked, fromBlockedOp } from '../ops/blocked/from-blocked.ts';
import { toBlockedOp } from '../ops/blocked/to-blocked.ts';

/**
 * Lets matrices of the state that a step takes into blocks, updates there and takes out again stay in blocks between steps,
 * such as the kernel of a dense layer and its moments. Whoever runs many steps reorders them before the first and after the last.
 *
 * @param state names of inputs that outputs of the same names replace
 */
export function blockState(graph: Graph, state: readonly string[]): Graph {
  const inBlocks = new Map<Value, Value>();
  const outputs = new Map(graph.outputs);
  const kept = new Set(
    state.filter((name) => {
      const { node, shape } = graph.outputs.get(name)!;
      const leavesBlocks = node !== undefined && isOp(node.op, fromBlockedOp) && shape.length === 2;
      if (leavesBlocks) outputs.set(name, node.inputs[0]!);
      return leavesBlocks;
    }),
  );
  const result = rewriteGraph(
    graph,
    ({ op, inputs: [x] }) => {
      const blocked = isOp(op, toBlockedOp) && inBlocks.get(x!);
      return blocked ? [blocked] : undefined;
    },
    {
      inputs: (target) => {
        const plain = graph.inputs.filter(({ name }) => kept.has(name!));
        return new Map(
          plain.map((input) => {
            const blocked = target.input(input.name!, input.type.dtype, input.shape, 'blocked');
            inBlocks.set(input, blocked);
            return [input, fromBlocked(blocked)];
          }),
        );
      },
      outputs,
    },
  );
  // Once more, without those that nothing reads in the plain layout.
  const live = rewriteGraph(result);
  verifyGraph(live);
  return live;
}
