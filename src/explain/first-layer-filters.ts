import { Graph, type Value } from '../graph/graph.ts';
import { buildModel, type ModelTensor } from '../nn/model.ts';
import type { TrainedModel } from '../train/trained-model.ts';

/** What a model's first filters look like. */
export interface FilterPictures {
  /** The tensor that they are of, such as `conv2d1.kernel`. */
  readonly name: string;
  /** Bytes [count, height, width, channels]: 128 is a weight of 0, 255 one of `scale`, 1 one of -`scale`. */
  readonly pictures: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 3 where a filter looks at three colours, else 1. */
  readonly channels: 1 | 3;
  /** The largest weight of all, without its sign. */
  readonly scale: number;
}

/** Weights as planes [count, depth, height, width], by the place of each in the tensor. */
interface Planes {
  readonly count: number;
  readonly depth: number;
  readonly height: number;
  readonly width: number;
  readonly weight: (filter: number, plane: number, pixel: number) => number;
}

/** The image whose pixels, channel by channel, are the features that a dense layer takes. */
function imageBehind(kernel: Value, graph: Graph): readonly [number, number, number] | undefined {
  let value = graph.nodes.find(({ inputs }) => inputs.includes(kernel))?.inputs[0];
  for (; value !== undefined; value = value.node?.inputs[0]) {
    const [depth, height, width] = value.shape.slice(1) as number[];
    const pixels = value.shape.length === 4 ? depth! * height! * width! : 0;
    if (pixels === kernel.shape[0]) return [depth!, height!, width!];
  }
  return undefined;
}

function planesOf(kernel: ModelTensor, weights: Float32Array, graph: Graph): Planes | undefined {
  if (kernel.shape.length === 4) {
    const [count, depth, height, width] = kernel.shape as [number, number, number, number];
    const weight: Planes['weight'] = (filter, plane, pixel) =>
      weights[(filter * depth + plane) * height * width + pixel]!;
    return { count, depth, height, width, weight };
  }
  const image = imageBehind(kernel.value, graph);
  if (image === undefined) return undefined;
  const [depth, height, width] = image;
  const count = kernel.shape[1]!;
  const weight: Planes['weight'] = (unit, plane, pixel) =>
    weights[(plane * height * width + pixel) * count + unit]!;
  return { count, depth, height, width, weight };
}

/**
 * What a model's first layer looks for, as pictures: the kernels of a convolution, or the weights of a dense layer as
 * images of what it is given. All on one scale around zero, so that their strength can be compared. Kernels over three
 * channels give colour pictures; over another number, a picture for each channel.
 *
 * @returns undefined where the first layer with a kernel is a dense layer of something that is no image
 *
 * @example firstLayerFilters(await readTrainedModel(await readRun('runs/2026-11-21-0534-cnn')))
 */
export function firstLayerFilters({
  model,
  weights,
}: Pick<TrainedModel, 'model' | 'weights'>): FilterPictures | undefined {
  const graph = new Graph('filters');
  const { parameters } = buildModel(graph, model, graph.input('images', 'uint8', [1, ...model.input]), false);
  const kernel = parameters.find(({ shape }) => shape.length === 4 || shape.length === 2);
  const planes = kernel && planesOf(kernel, weights[kernel.name]!, graph);
  if (!planes) return undefined;
  const { depth, height, width, weight } = planes;
  const channels = depth === 3 ? 3 : 1;
  const count = (planes.count * depth) / channels;
  const scale = weights[kernel.name]!.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const pictures = new Uint8Array(count * height * width * channels);
  for (let at = 0; at < pictures.length; at++) {
    const picture = Math.floor(at / (height * width * channels));
    const pixel = Math.floor(at / channels) % (height * width);
    // Pictures go filter by filter, and plane by plane where each plane is a picture of its own.
    const [filter, plane] =
      channels === 3 ? [picture, at % 3] : [Math.floor(picture / depth), picture % depth];
    pictures[at] = 128 + Math.round((127 * weight(filter, plane, pixel)) / (scale || 1));
  }
  return { name: kernel.name, pictures, count, height, width, channels, scale };
}
