import type { Graph, Value } from '../graph/graph.ts';
import type { ModelSpec } from '../nn/model.ts';
import { gather } from '../ops/gather.ts';
import { trainingNames } from './training-names.ts';

/** The examples of a step as values of its graph. */
export interface BatchInput {
  /** uint8 [batch, height, width, channels] */
  readonly images: Value;
  /** int32 [batch] */
  readonly labels: Value;
  /** The names of the graph inputs that stay the same from step to step. */
  readonly shared: readonly string[];
  /** The names of the graph inputs that each step has its own of. */
  readonly perStep: readonly string[];
}

/** Declares the data set as an input of the graph, and takes the step's examples from it by index. */
export function gatherBatch(graph: Graph, model: ModelSpec, batchSize: number): BatchInput {
  const allImages = graph.input(trainingNames.images, 'uint8', ['examples', ...model.input]);
  const allLabels = graph.input(trainingNames.labels, 'int32', ['examples']);
  const indices = graph.input(trainingNames.indices, 'int32', [batchSize]);
  return {
    images: gather(allImages, indices),
    labels: gather(allLabels, indices),
    shared: [trainingNames.images, trainingNames.labels],
    perStep: [trainingNames.indices],
  };
}
