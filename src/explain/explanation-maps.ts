import type { ModelSpec } from '../nn/model.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import type { RunOptions } from './chunked-session.ts';
import { classActivationMaps, featureMapLayer } from './class-activation-map.ts';
import { occlusionMaps, type OcclusionOptions } from './occlusion-map.ts';
import { unitMaps, type ImageMaps } from './resize-maps.ts';

/** The ways to see where in an image a model looks. */
export type MapMethod = 'gradcam' | 'occlusion';

/** Where in images a model looks for a class, and how that was found out. */
export interface ExplanationMaps {
  readonly method: MapMethod;
  /** The layer whose output Grad-CAM looked at. */
  readonly layer: string | undefined;
  /** [count, height, width], from 0 to 1 in each image: how much what is there speaks for the class. */
  readonly maps: ImageMaps;
  /** By occlusion: what the class's probability loses, [count, height, width], below 0 where it gains. */
  readonly drops: ImageMaps | undefined;
}

/** Grad-CAM where the model has a feature map, else occlusion. */
export function mapMethodFor(model: ModelSpec): MapMethod {
  return featureMapLayer(model) === undefined ? 'occlusion' : 'gradcam';
}

/**
 * Maps by a method that is asked for; else by Grad-CAM where the model has a feature map, and by occlusion where it has none.
 *
 * @throws OptionError where Grad-CAM is asked for and the model has no feature map
 */
export async function explanationMaps(
  trained: TrainedModel,
  images: Uint8Array,
  classes: ArrayLike<number>,
  asked: MapMethod | undefined,
  options: RunOptions & { readonly occlusion?: OcclusionOptions },
): Promise<ExplanationMaps> {
  const method = asked ?? mapMethodFor(trained.model);
  if (method === 'gradcam') {
    const maps = await classActivationMaps(trained, images, classes, options);
    return { method, layer: featureMapLayer(trained.model), maps, drops: undefined };
  }
  const drops = await occlusionMaps(trained, images, classes, options.occlusion ?? {}, options);
  return { method, layer: undefined, maps: unitMaps(drops), drops };
}
