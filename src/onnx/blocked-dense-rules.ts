import { elementCount, type Shape } from '../core/shape.ts';
import { isOp, type Value } from '../graph/graph.ts';
import {
  blockedMatmul,
  blockedMatmulOp,
  type BlockedMatmulAttributes,
} from '../ops/blocked/blocked-matmul.ts';
import type { MatmulAttributes } from '../ops/matmul.ts';
import type { BlockedRule } from './blocked-rule.ts';

/** For a smaller batch, the nodes that stand around a product in blocks take more time than it saves. */
export const FEWEST_ROWS = 128;

/** A larger kernel is no longer in the cache when it is reordered, before the first step and for the gradient of an input. */
const MOST_ELEMENTS = 2 ** 20;

/**
 * A dense layer and its gradients. The right matrix of the layer, and of the gradient of its input, is a kernel that is given
 * to the step; in the gradient of the kernel it is that of the output.
 */
export const matmulRule: BlockedRule = ({ inputs: [a, b], attributes }, context) => {
  const { transposeA, transposeB, scale } = attributes as MatmulAttributes;
  const fill = (...sizes: Shape) =>
    sizes.every((size) => typeof size === 'number' && size % context.blockSize === 0);
  const [batch] = a!.shape;
  const isKernel =
    b!.name !== undefined && fill(...b!.shape) && elementCount(b!.shape as number[]) <= MOST_ELEMENTS;
  if (scale !== 1 || !(typeof batch === 'number' && batch >= FEWEST_ROWS)) return undefined;
  if (!transposeA && !transposeB)
    return isKernel ? [blockedMatmul(context.current(a!), context.blocked(b!))] : undefined;
  if (!transposeA) {
    const gradient = isKernel && context.isBlocked(a!);
    return gradient ? [blockedMatmul(context.blocked(a!), context.blocked(b!), { transposeB })] : undefined;
  }
  const gradient = !transposeB && fill(batch) && context.isBlocked(b!);
  return gradient ? [blockedMatmul(context.current(a!), context.blocked(b!), { transposeA })] : undefined;
};

/** The bias of a dense layer, which the convolution that stands for the layer adds. */
export const addRule: BlockedRule = ({ inputs: [x, bias] }, context) => {
  const product = context.isBlocked(x!) ? context.blocked(x!).node : undefined;
  const alone = context.users(x!).length === 1 && !context.isOutput(x!);
  const fits = bias!.shape.length === 1 && bias!.shape[0] === x!.shape[1];
  if (!product || !isOp(product.op, blockedMatmulOp) || product.inputs.length > 2 || !alone || !fits)
    return undefined;
  const [a, b] = product.inputs as readonly [Value, Value];
  const transposes = product.attributes as BlockedMatmulAttributes;
  return [a.graph.within(product.origin, () => blockedMatmul(a, b, transposes, context.plain(bias!)))];
};
