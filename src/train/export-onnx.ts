import type { TrainingState } from './state-tensor.ts';
import type { LossSpec } from '../nn/loss.ts';
import { defaultLoss, resolveLoss } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import { buildInferenceGraph } from './inference-graph.ts';

export interface ExportOptions {
  /** One name a class, in label order. */
  readonly classNames: readonly string[];
  /** Whether images go in as bytes from 0 to 255 (the default) or as floats from 0 to 1. */
  readonly input?: 'uint8' | 'float32';
  /** A name for people, kept in the metadata. */
  readonly title?: string;
  /** The loss that the model was trained with: it says how scores become probabilities. Cross-entropy by default. */
  readonly loss?: LossSpec;
}

/**
 * A trained model as an ONNX file of standard operators: `image` [batch, height, width, channels] in, `probabilities`
 * [batch, classes] out, any batch. Probabilities are the softmax of the logits, or for a loss of each class by itself
 * (binary cross-entropy) their sigmoids, which need not add up to 1; `activation` in the metadata says which. They also hold the class names (`labels`, JSON) and the `preprocessing` in words.
 */
export function exportOnnx(model: ModelSpec, weights: TrainingState, options: ExportOptions): Uint8Array {
  const { input = 'uint8', loss = defaultLoss } = options;
  const [height, width, channels] = model.input;
  const constants = model.normalization;
  const scaled = constants
    ? `less the mean ${constants.mean.join()} and divided by ${constants.deviation.join()} inside`
    : 'scaled to [0, 1] inside';
  const range =
    input === 'uint8'
      ? `bytes from 0 to 255; ${scaled}`
      : `floats from 0 to 1${constants ? `; ${scaled}` : ''}`;
  return lowerToModel(buildInferenceGraph(model, { output: 'probabilities', input, loss }), {
    weights,
    metadata: {
      ...(options.title === undefined ? {} : { title: options.title }),
      labels: JSON.stringify(options.classNames),
      preprocessing: `image: ${input} [batch, ${height}, ${width}, ${channels}], channels last, ${range}`,
      activation: resolveLoss(loss).definition.activation,
      input_shape: JSON.stringify(model.input),
    },
  });
}
