import { Graph } from '../graph/graph.ts';
import type { LossSpec } from '../nn/loss.ts';
import { logitsOf } from '../nn/logits.ts';
import { defaultLoss, resolveLoss } from '../nn/losses/index.ts';
import { buildModel, type ModelSpec } from '../nn/model.ts';
import { reluBeforePool } from '../onnx/relu-before-pool.ts';
import { cast } from '../ops/cast.ts';
import { multiply } from '../ops/multiply.ts';
import { sigmoid } from '../ops/sigmoid.ts';
import { softmax } from '../ops/softmax.ts';

/** Names of the inference graph's input and outputs. */
export const inferenceNames = { image: 'image', logits: 'logits', probabilities: 'probabilities' } as const;

const activations = { softmax, sigmoid };

export interface InferenceOptions {
  /** What the graph gives for each class. */
  readonly output: 'logits' | 'probabilities';
  /** Bytes from 0 to 255, or floats from 0 to 1; bytes by default. */
  readonly input?: 'uint8' | 'float32';
  /** The loss that the model is trained with, which says how logits become probabilities; cross-entropy by default. */
  readonly loss?: LossSpec;
}

/**
 * A model as it is used after training: images [batch, height, width, channels] in, one number a class out; the batch
 * is symbolic. Parameters and statistics are inputs of the graph.
 */
export function buildInferenceGraph(model: ModelSpec, options: InferenceOptions): Graph {
  const graph = new Graph('classifier');
  const input = options.input ?? 'uint8';
  const image = graph.input(inferenceNames.image, input, ['batch', ...model.input]);
  // Layers see bytes scaled to [0, 1]; floats are in that range already.
  const bytes = input === 'uint8' ? image : multiply(image, 255);
  const { output } = buildModel(graph, model, bytes, false);
  const { activation } = resolveLoss(options.loss ?? defaultLoss).definition;
  const logits = cast(logitsOf(output, activation), 'float32');
  graph.output(options.output, options.output === 'logits' ? logits : activations[activation](logits));
  return reluBeforePool(graph);
}
