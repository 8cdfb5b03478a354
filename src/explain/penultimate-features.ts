import { Graph } from '../graph/graph.ts';
import { buildModel } from '../nn/model.ts';
import { simplifyGraph } from '../onnx/simplify.ts';
import { cast } from '../ops/cast.ts';
import { reduceMean } from '../ops/reduce-sum.ts';
import { reshape } from '../ops/reshape.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import { imageCount } from './check-images.ts';
import { runInChunks, type RunOptions } from './chunked-session.ts';

/** What a model makes of images before it decides. */
export interface ImageFeatures {
  /** [count, width], row by row. */
  readonly values: Float32Array;
  readonly count: number;
  readonly width: number;
  /** The layer that gives them; undefined where they are the pixels. */
  readonly layer: string | undefined;
}

const NAMES = { images: 'images', features: 'features' } as const;

/** The graph of what the last layer with a kernel is given, and which layer gives it. */
function buildFeatureGraph(
  { model }: Pick<TrainedModel, 'model'>,
  batch: number,
): { readonly graph: Graph; readonly layer: string | undefined } {
  const graph = new Graph('features');
  const images = graph.input(NAMES.images, 'uint8', [batch, ...model.input]);
  const { layers, parameters } = buildModel(graph, model, images, false);
  const kernel = parameters.findLast(({ shape }) => shape.length >= 2);
  const before = layers[layers.findIndex((layer) => kernel && layer.parameters.includes(kernel)) - 1];
  const given = before?.output ?? cast(images, 'float32');
  const isMap = before !== undefined && given.shape.length === 4;
  const width = (given.shape.slice(1) as number[]).reduce((a, b) => a * b, 1);
  graph.output(NAMES.features, isMap ? reduceMean(given, { axes: [2, 3] }) : reshape(given, [batch, width]));
  return { graph: simplifyGraph(graph), layer: before?.name };
}

/**
 * The features of images that a model decides by: what its last layer with a kernel is given, such as the output of the
 * last hidden layer. Of a feature map the mean over its pixels.
 *
 * @param images bytes [count, height, width, channels]
 */
export async function penultimateFeatures(
  trained: Pick<TrainedModel, 'model' | 'weights'>,
  images: Uint8Array,
  options: RunOptions,
): Promise<ImageFeatures> {
  const count = imageCount(trained.model, images);
  const { graph, layer } = buildFeatureGraph(trained, 1);
  const width = graph.outputs.get(NAMES.features)!.shape[1] as number;
  const build = (chunk: number) => buildFeatureGraph(trained, chunk).graph;
  const results = await runInChunks(build, trained, { [NAMES.images]: images }, count, options);
  return { values: results[NAMES.features]!, count, width, layer };
}
