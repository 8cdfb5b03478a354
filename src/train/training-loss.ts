import type { Graph, Value } from '../graph/graph.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { logitsOf } from '../nn/logits.ts';
import type { BuiltModel } from '../nn/model.ts';
import { argMax } from '../ops/arg-max.ts';
import { cast } from '../ops/cast.ts';
import { equal } from '../ops/equal.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { trainingNames } from './training-names.ts';

/** Adds the loss of a batch and its number of right answers as outputs of the graph; returns what to minimise. */
export function addLoss(graph: Graph, built: BuiltModel, labels: Value): Value {
  const logits = logitsOf(built.output);
  const loss = crossEntropy(logits, labels);
  const hits = equal(argMax(logits), cast(labels, 'int64'));
  graph.output(trainingNames.loss, loss);
  graph.output(trainingNames.correct, reduceSum(cast(hits, 'float32'), { axes: [0] }));
  return loss;
}
