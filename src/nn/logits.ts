import { OptionError } from '../core/errors.ts';
import type { Value } from '../graph/graph.ts';
import { logSoftmaxOp } from '../ops/log-softmax.ts';
import { sigmoidOp } from '../ops/sigmoid.ts';
import { softmaxOp } from '../ops/softmax.ts';
import type { ScoreActivation } from './loss.ts';

const OPS: Readonly<Record<ScoreActivation, readonly unknown[]>> = {
  softmax: [softmaxOp, logSoftmaxOp],
  sigmoid: [sigmoidOp],
};

/**
 * The logits of a model's output: what a final softmax, log-softmax or sigmoid was given, else the output itself. The
 * losses and the exported probabilities start from here, so that a model may give logits, log-probabilities or
 * probabilities, and nothing is normalised twice. Raises `OptionError` where the model ends in the activation of
 * another kind of loss.
 *
 * @param activation that of the loss
 */
export function logitsOf(output: Value, activation: ScoreActivation): Value {
  const op: unknown = output.node?.op;
  if (OPS[activation].includes(op)) return output.node!.inputs[0]!;
  const other = activation === 'softmax' ? 'sigmoid' : 'softmax';
  if (OPS[other].includes(op)) {
    throw new OptionError(`loss: it makes probabilities by ${activation}, but the model ends in ${other}`, {
      value: other,
      expected: `a model that gives logits or ends in ${activation}`,
      hint: 'Take the activation off the last layer: the loss and the exported model add their own.',
    });
  }
  return output;
}
