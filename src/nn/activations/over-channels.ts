import type { Value } from '../../graph/graph.ts';
import { transpose } from '../../ops/transpose.ts';

/** Applies what works over the last axis to the channels of an image, or to the classes of [batch, classes]. */
export function overChannels(x: Value, apply: (x: Value) => Value): Value {
  if (x.shape.length !== 4) return apply(x);
  return transpose(apply(transpose(x, [0, 2, 3, 1])), [0, 3, 1, 2]);
}
