import { OptionError, ShapeError } from '../core/errors.ts';
import type { ModelSpec } from '../nn/model.ts';
import { buildTrainingGraph, type StepOptions, type TrainingGraph } from './training-graph.ts';

/**
 * The graphs of a run's steps: of its full batches and, where an epoch does not divide into those, of its last, smaller
 * one. That one is built at once, so that what cannot be is refused before any work.
 *
 * @param trainCount how many images are trained on
 */
export function buildRunGraphs(
  model: ModelSpec,
  options: StepOptions & { readonly batchSize: number },
  trainCount: number,
): readonly [TrainingGraph, ...TrainingGraph[]] {
  const full = buildTrainingGraph(model, options, Math.min(options.batchSize, trainCount));
  const rest = trainCount % full.batchSize;
  if (rest === 0) return [full];
  try {
    return [full, buildTrainingGraph(model, options, rest)];
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { batchSize } = options;
    const images = rest === 1 ? 'one image' : `${rest} images`;
    throw new OptionError(`batchSize: the last batch of an epoch has ${images}: ${error.message}`, {
      value: batchSize,
      expected: `a size that does not leave ${images} of ${trainCount}`,
      hint: `Try batchSize ${batchSize + 1}.`,
    });
  }
}
