import { ndArray } from '../core/nd-array.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph } from '../graph/graph.ts';
import { crossEntropy, type BatchLoss } from '../metrics/evaluation.ts';
import { oneHot, type LossSpec } from '../nn/loss.ts';
import { resolveLoss } from '../nn/losses/index.ts';

/** A loss as figures of an evaluation: that of training, smoothing and weights included, in float64. */
export function batchLoss(spec: LossSpec, classes: number): BatchLoss {
  const { definition, options } = resolveLoss(spec);
  if (definition.isCrossEntropy?.(options)) return crossEntropy;
  return graphLoss(spec, classes);
}

/** Any loss, by the reference of its graph: slower. */
export function graphLoss(spec: LossSpec, classes: number): BatchLoss {
  const graphs = new Map<number, Graph>();
  return (logits, labels) => {
    const count = labels.length;
    let graph = graphs.get(count);
    if (!graph) graphs.set(count, (graph = lossGraph(spec, count, classes)));
    const { sum, weight } = evaluateGraph(graph, {
      logits: ndArray([count, classes], logits),
      labels: ndArray([count], labels),
    });
    return { sum: sum!.data[0]!, weight: weight ? weight.data[0]! : count };
  };
}

function lossGraph(spec: LossSpec, count: number, classes: number): Graph {
  const graph = new Graph('loss');
  const logits = graph.input('logits', 'float32', [count, classes]);
  const targets = oneHot(graph.input('labels', 'int32', [count]), classes);
  const { definition, options } = resolveLoss(spec);
  const { sum, weight } = definition.build(options, { logits, targets });
  graph.output('sum', sum);
  if (weight) graph.output('weight', weight);
  return graph;
}
