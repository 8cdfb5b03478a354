import { bytesOf, type TrainingState } from './state-tensor.ts';
import { staticShape, type Shape } from '../core/shape.ts';
import type { Graph } from '../graph/graph.ts';
import { Evaluation, type EvaluationResult } from '../metrics/evaluation.ts';
import type { LossSpec } from '../nn/loss.ts';
import { defaultLoss, resolveLoss } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { foldScales } from '../onnx/fold-scales.ts';
import { lowerToLoop, STEP_COUNT } from '../onnx/lower-loop.ts';
import type { Provider, Session } from '../runtime/provider.ts';
import { batchLoss } from './batch-loss.ts';
import { buildInferenceGraph, inferenceNames } from './inference-graph.ts';

/**
 * Images that the runtime takes at a time: as many as have their largest activation in the caches, since passes over more
 * wait for memory. Weights are read again for each slice, so where they are larger, so is what an activation may take.
 */
const SLICE = { leastBytes: 2.5 * 2 ** 20, mostBytes: 8 * 2 ** 20, least: 8, most: 250 };

/** Slices in one call of the runtime: enough that calls cost little, and few enough that work can be interrupted. */
const SLICES = 8;

const OVER_SLICES = {
  shared: [],
  perStep: [inferenceNames.image],
  state: [],
  stacked: [inferenceNames.logits],
};

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
  readonly #sliceImages: number;
  readonly #loss: LossSpec;
  readonly #penalty: number;

  private constructor(
    model: ModelSpec,
    session: Session,
    sliceImages: number,
    loss: LossSpec,
    penalty: number,
  ) {
    this.#model = model;
    this.#session = session;
    this.#sliceImages = sliceImages;
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
    const session = await provider.createSession(lowerToLoop(graph, OVER_SLICES, { weights }), { threads });
    return new Classifier(model, session, sliceImages(graph), loss, penalty);
  }

  /** Logits [count, classes] of images, bytes [count, height, width, channels]. */
  async logits(images: Uint8Array): Promise<Float32Array> {
    const size = imageSize(this.#model);
    const count = images.length / size;
    const whole = count - (count % this.#sliceImages);
    if (whole === count) return this.#sliceLogits(images, this.#sliceImages);
    const rest = await this.#sliceLogits(images.subarray(whole * size), count - whole);
    if (whole === 0) return rest;
    const logits = new Float32Array(count * this.#model.classes);
    logits.set(await this.#sliceLogits(images.subarray(0, whole * size), this.#sliceImages));
    logits.set(rest, whole * this.#model.classes);
    return logits;
  }

  /** Logits of images that are taken `sliceImages` at a time. */
  async #sliceLogits(images: Uint8Array, sliceImages: number): Promise<Float32Array> {
    const slices = images.length / (sliceImages * imageSize(this.#model));
    const { logits } = await this.#session.run({
      [STEP_COUNT]: { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(slices)) },
      [inferenceNames.image]: {
        dtype: 'uint8',
        shape: [slices, sliceImages, ...this.#model.input],
        data: images,
      },
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
    const batchImages = this.#sliceImages * SLICES;
    for (let start = 0; start < total; start += batchImages) {
      const end = Math.min(start + batchImages, total);
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

/** How many images to take at a time through a graph whose activations begin with the batch. */
function sliceImages({ nodes, inputs }: Graph): number {
  const weights = inputs.filter(({ name }) => name !== inferenceNames.image);
  const room = Math.min(
    Math.max(bytes(weights.map(({ shape }) => shape)), SLICE.leastBytes),
    SLICE.mostBytes,
  );
  const activations = nodes.flatMap(({ outputs }) => outputs).filter(({ shape }) => shape[0] === 'batch');
  const largest = Math.max(...activations.map(({ shape }) => bytes([shape.slice(1)])));
  return Math.min(Math.max(Math.floor(room / largest), SLICE.least), SLICE.most);
}

function bytes(shapes: readonly Shape[]): number {
  return bytesOf(shapes.map((shape) => ({ shape: staticShape(shape, 'an evaluation') })));
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
