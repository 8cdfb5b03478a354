import type { TrainingState } from './state-tensor.ts';
import { Evaluation, type EvaluationResult } from '../metrics/evaluation.ts';
import type { LossSpec } from '../nn/loss.ts';
import { defaultLoss, resolveLoss } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { foldScales } from '../onnx/fold-scales.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import { lowerToScan } from '../onnx/lower-scan.ts';
import type { Provider, RuntimeTensor, Session } from '../runtime/provider.ts';
import { batchLoss } from './batch-loss.ts';
import { evaluationSlices, type EvaluationSlices } from './evaluation-slices.ts';
import { buildInferenceGraph, inferenceNames } from './inference-graph.ts';

/** A step of the scan is a slice of images. */
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
  readonly #slices: EvaluationSlices;
  readonly #loss: LossSpec;
  readonly #penalty: number;

  private constructor(
    model: ModelSpec,
    session: Session,
    slices: EvaluationSlices,
    loss: LossSpec,
    penalty: number,
  ) {
    this.#model = model;
    this.#session = session;
    this.#slices = slices;
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
    const slices = evaluationSlices(graph);
    const lowered = slices.inLoop
      ? lowerToScan(graph, OVER_SLICES, { weights })
      : lowerToModel(graph, { weights });
    const session = await provider.createSession(lowered, { threads });
    return new Classifier(model, session, slices, loss, penalty);
  }

  /** Logits [count, classes] of images, bytes [count, height, width, channels]. */
  async logits(images: Uint8Array): Promise<Float32Array> {
    const size = imageSize(this.#model);
    const count = images.length / size;
    if (!this.#slices.inLoop) return this.#run(images, [count]);
    const inSlices = count - (count % this.#slices.images);
    const logits = new Float32Array(count * this.#model.classes);
    if (inSlices > 0) {
      const slices = [inSlices / this.#slices.images, this.#slices.images];
      logits.set(await this.#run(images.subarray(0, inSlices * size), slices));
    }
    if (inSlices < count) {
      const rest = await this.#run(images.subarray(inSlices * size), [1, count - inSlices]);
      logits.set(rest, inSlices * this.#model.classes);
    }
    return logits;
  }

  /** @param counts of slices, where they are looped over, and of images */
  async #run(images: Uint8Array, counts: readonly number[]): Promise<Float32Array> {
    const image: RuntimeTensor = { dtype: 'uint8', shape: [...counts, ...this.#model.input], data: images };
    const { logits } = await this.#session.run({ [inferenceNames.image]: image });
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
    const batchImages = this.#slices.images * (this.#slices.inLoop ?? 1);
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
