import { buildInferenceGraph, inferenceNames } from '../train/inference-graph.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import { imageCount } from './check-images.ts';
import { ChunkedSession, type RunOptions } from './chunked-session.ts';

/** A trained model that gives probabilities. */
export interface Predictor {
  /** [count, classes] for bytes [count, height, width, channels]. */
  probabilities(images: Uint8Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Makes a trained model ready to be asked, for about `count` images at a time. */
export async function compilePredictor(
  trained: TrainedModel,
  count: number,
  options: RunOptions,
): Promise<Predictor> {
  const { model, loss } = trained;
  const build = () => buildInferenceGraph(model, { output: 'probabilities', loss });
  const session = await ChunkedSession.compile(build, trained, count, options);
  return {
    probabilities: async (images) => {
      const results = await session.run({ [inferenceNames.image]: images }, imageCount(model, images));
      return results[inferenceNames.probabilities]!;
    },
    release: () => session.release(),
  };
}

/** Probabilities [count, classes] of images, bytes [count, height, width, channels], by a trained model. */
export async function classProbabilities(
  trained: TrainedModel,
  images: Uint8Array,
  options: RunOptions,
): Promise<Float32Array> {
  const predictor = await compilePredictor(trained, imageCount(trained.model, images), options);
  try {
    return await predictor.probabilities(images);
  } finally {
    await predictor.release();
  }
}
