import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { scaledBytesOp, type ScaledBytesAttributes } from './scaled-bytes.ts';

/** What dropout multiplies by: the scale where its mask has a one, and zero where it has a zero. */
export const dropoutFactorOp = defineOp<ScaledBytesAttributes>({ ...scaledBytesOp, name: 'dropoutFactor' });

/** 1 / (1 − rate), as a float32, for each one of a mask of bytes, and 0 for each zero. */
export function dropoutFactor(mask: Value, rate: number): Value {
  return applyOp(dropoutFactorOp, [mask], { scale: Math.fround(1 / (1 - rate)) });
}
