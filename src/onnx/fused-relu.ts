import { isOp, type Value } from '../graph/graph.ts';
import { batchNormOp } from '../ops/batch-norm.ts';
import { conv2dOp } from '../ops/conv2d.ts';
import { maxPool2dGradientOp } from '../ops/max-pool2d-gradient.ts';
import { maxPool2dOp } from '../ops/max-pool2d.ts';
import { multiplyOp } from '../ops/multiply.ts';
import { reluOp } from '../ops/relu.ts';
import { stepOp } from '../ops/step.ts';
import type { LayoutContext } from './blocked-rule.ts';

type Readers = Pick<LayoutContext, 'users' | 'isOutput'>;

/**
 * Whether nothing can tell a value from its ReLU: it is read by ReLUs, or max-pooled and then read by them, and by what
 * belongs to their gradients. The ReLU of a maximum is the maximum of ReLUs; and where all of a window are 0 then, the
 * gradient that they would share is 0.
 */
export function onlyReluReads(value: Value, readers: Readers): boolean {
  const users = readers.users(value);
  if (readers.isOutput(value) || users.length === 0) return false;
  return users.every(({ op, inputs: [dy, x, y], outputs: [output] }) => {
    if (isOp(op, reluOp) || isOp(op, stepOp)) return true;
    if (isOp(op, maxPool2dOp)) return onlyReluReads(output!, readers);
    return isOp(op, maxPool2dGradientOp) && (value === x || value === y) && isOfRelu(dy!, y!);
  });
}

/** What the ReLU of `x` can be computed with: a convolution or a batch norm that gives `x`, or what is max-pooled to it. */
export function computesRelu(x: Value): Value | undefined {
  if (x.node === undefined) return undefined;
  if (isOp(x.node.op, maxPool2dOp)) return computesRelu(x.node.inputs[0]!);
  const last = isOp(x.node.op, conv2dOp) || (isOp(x.node.op, batchNormOp) && x === x.node.outputs[0]);
  return last ? x : undefined;
}

/** Whether `dy` is 0 where the ReLU of `y` is. */
function isOfRelu(dy: Value, y: Value): boolean {
  const isMask = ({ node: mask }: Value) => {
    if (mask === undefined || !isOp(mask.op, stepOp)) return false;
    const { node: activation } = mask.inputs[0]!;
    return activation !== undefined && isOp(activation.op, reluOp) && activation.inputs[0] === y;
  };
  return dy.node !== undefined && isOp(dy.node.op, multiplyOp) && dy.node.inputs.some(isMask);
}
