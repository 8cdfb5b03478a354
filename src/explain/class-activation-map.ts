import { gradients } from '../autodiff/gradients.ts';
import { OptionError } from '../core/errors.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { logitsOf } from '../nn/logits.ts';
import { resolveLoss } from '../nn/losses/index.ts';
import { buildModel, type BuiltLayer, type BuiltModel, type ModelSpec } from '../nn/model.ts';
import { simplifyGraph } from '../onnx/simplify.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceMean, reduceSum } from '../ops/reduce-sum.ts';
import { relu } from '../ops/relu.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import { countWithClasses } from './check-images.ts';
import { runInChunks, type RunOptions } from './chunked-session.ts';
import { resizeMaps, unitMaps, type ImageMaps } from './resize-maps.ts';

/** Names of the inputs besides the weights, and of the output. */
const activationMapNames = { images: 'images', chosen: 'chosen', map: 'map' } as const;

/**
 * The layer whose output Grad-CAM looks at: the last of the model's own list, not inside others, that gives an image of
 * more than one pixel and has something learned before it. All that the model says of an image goes through it.
 */
function featureLayer({ layers }: BuiltModel): BuiltLayer | undefined {
  const learned = layers.findIndex(({ parameters }) => parameters.length > 0);
  return layers.findLast(({ output: { shape } }, index) => {
    const [height, width] = shape.slice(2) as number[];
    return shape.length === 4 && height! * width! > 1 && index >= learned && learned !== -1;
  });
}

/** The name of the layer whose output Grad-CAM looks at; undefined for a model without one, such as dense layers alone. */
export function featureMapLayer(model: ModelSpec): string | undefined {
  const graph = new Graph('features');
  const images = graph.input(activationMapNames.images, 'uint8', [1, ...model.input]);
  return featureLayer(buildModel(graph, model, images, false))?.name;
}

/**
 * Grad-CAM as a graph: `images` uint8 [batch, height, width, channels] and `chosen` [batch, classes], a one for the class of
 * each image and zeros else, to `map` [batch, height, width] at the size of the feature map. The batch is fixed; weights
 * are inputs by name; running statistics are used.
 *
 * @throws OptionError for a model without a feature map
 */
export function buildActivationMapGraph(
  { model, loss }: Pick<TrainedModel, 'model' | 'loss'>,
  batch: number,
): Graph {
  const graph = new Graph('class_activation_map');
  const images = graph.input(activationMapNames.images, 'uint8', [batch, ...model.input]);
  const chosen = graph.input(activationMapNames.chosen, 'float32', [batch, model.classes]);
  const layer = featureMapLayer(model);
  let features: Value | undefined;
  // A value of its own, so that no operation after it looks past it, as pooling does past a ReLU.
  const { output } = buildModel(graph, model, images, false, undefined, (name, given) => {
    if (name !== layer) return given;
    features = multiply(given, 1);
    return features;
  });
  if (features === undefined) {
    throw new OptionError(
      'Grad-CAM needs a model with a feature map, and this one has no layer that gives one',
      {
        expected: 'a layer with weights whose output is an image of more than one pixel',
        hint: 'Occlusion (occlusionMaps, --method occlusion) works for any model.',
      },
    );
  }
  // Images do not bear on each other, so the gradient of the sum holds that of each.
  const logits = logitsOf(output, resolveLoss(loss).definition.activation);
  const score = reduceSum(multiply(logits, chosen), { axes: [0, 1] });
  const [gradient] = gradients(score, [features]);
  const weights = reduceMean(gradient!, { axes: [2, 3], keepDims: true });
  graph.output(activationMapNames.map, relu(reduceSum(multiply(weights, features), { axes: [1] })));
  return simplifyGraph(graph);
}

/**
 * Grad-CAM (Selvaraju et al. 2017): where the features lie that speak for a class. The channels of the last feature map,
 * each weighted by the mean over its pixels of the gradient of the class's logit, summed, and cut off below 0; scaled up
 * bilinearly to the images' size, and to 0 to 1 in each image. A map is 0 everywhere where nothing speaks for the class.
 *
 * @param images bytes [count, height, width, channels]
 * @param classes the class to look for in each image, from 0
 * @returns [count, height, width], from 0 to 1
 * @throws OptionError for a model without a feature map, such as dense layers alone; `occlusionMaps` works for any; and for
 *   images or classes that are not the model's
 *
 * @example await classActivationMaps(trained, data.test.images.subarray(0, 784), [9], { provider: cpuProvider })
 */
export async function classActivationMaps(
  trained: TrainedModel,
  images: Uint8Array,
  classes: ArrayLike<number>,
  options: RunOptions,
): Promise<ImageMaps> {
  const { model } = trained;
  const count = countWithClasses(model, images, classes);
  const chosen = new Float32Array(count * model.classes);
  for (let index = 0; index < count; index++) chosen[index * model.classes + classes[index]!] = 1;
  const build = (chunk: number) => buildActivationMapGraph(trained, chunk);
  const { images: imagesName, chosen: chosenName, map } = activationMapNames;
  const inputs = { [imagesName]: images, [chosenName]: chosen };
  const values = (await runInChunks(build, trained, inputs, count, options))[map]!;
  const [height, width] = build(1).outputs.get(map)!.shape.slice(1) as [number, number];
  return unitMaps(resizeMaps({ values, count, height, width }, model.input[0], model.input[1]));
}
