import type { ModelSpec } from '../nn/model.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import type { TrainingState } from './compiled-step.ts';
import { buildInferenceGraph } from './inference-graph.ts';

export interface ExportOptions {
  /** One name a class, in label order. */
  readonly classNames: readonly string[];
  /** Whether images go in as bytes from 0 to 255 (the default) or as floats from 0 to 1. */
  readonly input?: 'uint8' | 'float32';
  /** A name for people, kept in the metadata. */
  readonly title?: string;
}

/**
 * A trained model as an ONNX file of standard operators: `image` [batch, height, width, channels] in, `probabilities`
 * [batch, classes] out, any batch. The metadata hold the class names (`labels`, JSON) and the `preprocessing` in words.
 */
export function exportOnnx(model: ModelSpec, weights: TrainingState, options: ExportOptions): Uint8Array {
  const input = options.input ?? 'uint8';
  const [height, width, channels] = model.input;
  const range = input === 'uint8' ? 'bytes from 0 to 255; scaled to [0, 1] inside' : 'floats from 0 to 1';
  return lowerToModel(buildInferenceGraph(model, { output: 'probabilities', input }), {
    weights,
    metadata: {
      ...(options.title === undefined ? {} : { title: options.title }),
      labels: JSON.stringify(options.classNames),
      preprocessing: `image: ${input} [batch, ${height}, ${width}, ${channels}], channels last, ${range}`,
      input_shape: JSON.stringify(model.input),
    },
  });
}
