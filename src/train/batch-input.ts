import type { Graph, Value } from '../graph/graph.ts';
import { oneHot } from '../nn/loss.ts';
import type { ModelSpec } from '../nn/model.ts';
import { add } from '../ops/add.ts';
import { gather } from '../ops/gather.ts';
import { multiply } from '../ops/multiply.ts';
import { subtract } from '../ops/subtract.ts';
import { isPrepared } from './batch-source.ts';
import type { Training } from './recipe.ts';
import { trainingNames } from './training-names.ts';

/** The examples of a step as values of its graph. */
export interface BatchInput {
  /** uint8 [batch, height, width, channels] */
  readonly images: Value;
  /** int32 [batch] */
  readonly labels: Value;
  /** float32 [batch, classes]: the probability of each class, where examples are mixed. */
  readonly targets?: Value;
  /** The names of the graph inputs that stay the same from step to step. */
  readonly shared: readonly string[];
  /** The names of the graph inputs that each step has its own of. */
  readonly perStep: readonly string[];
}

/**
 * Declares the examples of a step as inputs of the graph. Images that are used as they are come from the data set by index,
 * inside the graph; those that are augmented or mixed come as bytes. Labels always come by index.
 */
export function addBatch(
  graph: Graph,
  model: ModelSpec,
  batchSize: number,
  options: Partial<Pick<Training, 'augment' | 'mix'>>,
): BatchInput {
  const { images: allImages, labels: allLabels, indices, preparedImages } = trainingNames;
  const labelsOfAll = graph.input(allLabels, 'int32', ['examples']);
  const examples = graph.input(indices, 'int32', [batchSize]);
  const labels = gather(labelsOfAll, examples);
  const prepared = isPrepared(options);
  const images = prepared
    ? graph.input(preparedImages, 'uint8', [batchSize, ...model.input])
    : gather(graph.input(allImages, 'uint8', ['examples', ...model.input]), examples);
  const mixture = options.mix ? addMixture(graph, model, labelsOfAll, labels, batchSize) : undefined;
  return {
    images,
    labels,
    ...(mixture ? { targets: mixture.targets } : {}),
    shared: prepared ? [allLabels] : [allImages, allLabels],
    perStep: [indices, ...(prepared ? [preparedImages] : []), ...(mixture?.perStep ?? [])],
  };
}

/** Two labels and a share for each example, as the probability of each class. */
function addMixture(graph: Graph, model: ModelSpec, labelsOfAll: Value, labels: Value, batchSize: number) {
  const partners = graph.input(trainingNames.partners, 'int32', [batchSize]);
  const shares = graph.input(trainingNames.shares, 'float32', [batchSize, 1]);
  const own = multiply(oneHot(labels, model.classes), shares);
  const rest = subtract(graph.scalar(1), shares);
  const other = multiply(oneHot(gather(labelsOfAll, partners), model.classes), rest);
  return { targets: add(own, other), perStep: [trainingNames.partners, trainingNames.shares] };
}
