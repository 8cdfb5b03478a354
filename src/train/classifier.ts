import type { TrainingState } from './state-tensor.ts';
import { elementCount, staticShape } from '../core/shape.ts';
import type { Graph } from '../graph/graph.ts';
import { Evaluation, type EvaluationResult } from '../metrics/evaluation.ts';
import type { LossSpec } from '../nn/loss.ts';
import { defaultLoss, resolveLoss } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { foldScales } from '../onnx/fold-scales.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import type { Provider, Session } from '../runtime/provider.ts';
import { batchLoss } from './batch-loss.ts';
import { buildInferenceGraph, inferenceNames } from './inference-graph.ts';

/**
 * Images in one run of the runtime: as many as have their largest activation in the caches, since passes over more wait
 * for memory; enough that weights are not read for few; and few enough that work can be interrupted in between.
 */
const BATCH = { activationBytes: 8 * 2 ** 20, least: 32, most: 250 };

/** Labelled images, and which of them are meant. */
export interface EvaluationExamples {
  readonly images: Uint8Array;
  readonly labels: Int32Array;
  /** All, in order, where not given. */
  readonly indices?: Int32Array;
}

/** A model with fixed weights, which the runtime optimises as constants. */
export class Classifier {
  readonly #model: ModelSpec;
  readonly #session: Session;
  readonly #batchImages: number;
  readonly #loss: LossSpec;
  readonly #penalty: number;

  private constructor(
    model: ModelSpec,
    session: Session,
    batchImages: number,
    loss: LossSpec,
    penalty: number,
  ) {
    this.#model = model;
    this.#session = session;
    this.#batchImages = batchImages;
    this.#loss = loss;
    this.#penalty = penalty;
  }

  /**
   * @param loss what the model is trained with and evaluated by; cross-entropy by default
   * @param penalty what regularisers add to the loss for these weights
   */
  static async compile(
    model: ModelSpec,
    weights: TrainingState,
    provider: Provider,
    threads: number,
    loss = defaultLoss,
    penalty = 0,
  ): Promise<Classifier> {
    const graph = foldScales(buildInferenceGraph(model, { output: 'logits', loss }));
    const session = await provider.createSession(lowerToModel(graph, { weights }), { threads });
    return new Classifier(model, session, batchImages(graph), loss, penalty);
  }

  /** Logits [count, classes] of images, bytes [count, height, width, channels]. */
  async logits(images: Uint8Array): Promise<Float32Array> {
    const count = images.length / imageSize(this.#model);
    const { logits } = await this.#session.run({
      [inferenceNames.image]: { dtype: 'uint8', shape: [count, ...this.#model.input], data: images },
    });
    return logits!.data as Float32Array;
  }

  /** Evaluates in batches and yields how many images are done after each; returns the figures. */
  async *evaluate(examples: EvaluationExamples): AsyncGenerator<number, EvaluationResult> {
    const { images, labels, indices } = examples;
    const size = imageSize(this.#model);
    const total = indices?.length ?? labels.length;
    const evaluation = new Evaluation(this.#model.classes, {
      lossOf: batchLoss(this.#loss, this.#model.classes),
      activation: resolveLoss(this.#loss).definition.activation,
    });
    for (let start = 0; start < total; start += this.#batchImages) {
      const end = Math.min(start + this.#batchImages, total);
      const batch = indices
        ? gatherRows(images, indices.subarray(start, end), size)
        : images.subarray(start * size, end * size);
      const batchLabels = indices
        ? indices.subarray(start, end).map((index) => labels[index]!)
        : labels.subarray(start, end);
      evaluation.add(await this.logits(batch), batchLabels);
      yield end;
    }
    const result = evaluation.result();
    return { ...result, loss: result.loss + this.#penalty };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** How many images to take at once through a graph whose activations begin with the batch. */
function batchImages({ nodes }: Graph): number {
  const activations = nodes.flatMap(({ outputs }) => outputs).filter(({ shape }) => shape[0] === 'batch');
  const counts = activations.map(({ shape }) => elementCount(staticShape(shape.slice(1), 'an image')));
  const fitting = Math.floor(BATCH.activationBytes / (Math.max(...counts) * Float32Array.BYTES_PER_ELEMENT));
  return Math.min(Math.max(fitting, BATCH.least), BATCH.most);
}

function imageSize(model: ModelSpec): number {
  return model.input.reduce((a, b) => a * b, 1);
}

function gatherRows(images: Uint8Array, indices: Int32Array, size: number): Uint8Array {
  const rows = new Uint8Array(indices.length * size);
  indices.forEach((index, row) => {
    rows.set(images.subarray(index * size, (index + 1) * size), row * size);
  });
  return rows;
}
