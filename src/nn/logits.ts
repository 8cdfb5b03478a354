import type { Value } from '../graph/graph.ts';
import { logSoftmaxOp } from '../ops/log-softmax.ts';
import { softmaxOp } from '../ops/softmax.ts';

/**
 * The logits of a model's output: what a final softmax or log-softmax was given, else the output itself. The losses
 * and the exported probabilities start from here, so that models may end in either and nothing is normalised twice.
 */
export function logitsOf(output: Value): Value {
  const op: unknown = output.node?.op;
  return op === softmaxOp || op === logSoftmaxOp ? output.node!.inputs[0]! : output;
}
