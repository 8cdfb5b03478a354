import type { Value } from '../../graph/graph.ts';
import { cast } from '../../ops/cast.ts';
import { equal } from '../../ops/equal.ts';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { reshape } from '../../ops/reshape.ts';

/**
 * Categorical cross-entropy, in nats, averaged over the batch.
 *
 * @param logits float32 [batch, classes]
 * @param labels int32 [batch], from 0
 * @returns a float32 scalar
 */
export function crossEntropy(logits: Value, labels: Value): Value {
  const [batch, classes] = logits.shape as [number, number];
  const everyClass = logits.graph.constant(
    'int32',
    [1, classes],
    Int32Array.from({ length: classes }, (_, k) => k),
  );
  const oneHot = cast(equal(reshape(labels, [batch, 1]), everyClass), 'float32'); // [batch, classes]
  return multiply(reduceSum(multiply(logSoftmax(logits), oneHot), { axes: [0, 1] }), -1 / batch);
}
