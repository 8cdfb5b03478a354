import { OptionError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { Graph } from '../graph/graph.ts';
import { buildModel, type ModelSpec } from '../nn/model.ts';
import { buildInferenceGraph } from './inference-graph.ts';

/** What a model must fit. */
type DataFacts = Pick<Dataset, 'title' | 'imageShape' | 'classNames'>;

/** Builds a model for training and for use, so that shapes that do not fit raise `ShapeError` before any work. */
export function checkModelBuilds(model: ModelSpec, batchSize: number): void {
  const graph = new Graph('check');
  buildModel(graph, model, graph.input('images', 'uint8', [batchSize, ...model.input]), true);
  buildInferenceGraph(model, { output: 'logits' });
}

/** Refuses a model whose images or classes are not those of the data. */
export function checkModelFitsData(model: ModelSpec, data: DataFacts): void {
  if (model.input.join() !== data.imageShape.join()) {
    throw new OptionError(
      `model: input [${model.input.join()}] does not fit the images of ${data.title}, [${data.imageShape.join()}]`,
      {
        value: model.input,
        expected: `[${data.imageShape.join()}]`,
      },
    );
  }
  if (model.classes !== data.classNames.length) {
    throw new OptionError(
      `model: ${model.classes} classes do not fit the ${data.classNames.length} of ${data.title}`,
      {
        value: model.classes,
        expected: String(data.classNames.length),
      },
    );
  }
}
