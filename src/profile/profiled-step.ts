import { randomStream } from '../core/random.ts';
import { createBatchPreparer } from '../data/batch-preparer.ts';
import type { Examples } from '../data/dataset.ts';
import { lossForClasses } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { Provider } from '../runtime/provider.ts';
import { isPrepared } from '../train/batch-source.ts';
import { evenCounts } from '../train/check-model.ts';
import { CompiledStep, type StepInputs } from '../train/compiled-step.ts';
import { initialState } from '../train/initial-state.ts';
import { normalizedModel } from '../train/normalization.ts';
import type { Training } from '../train/recipe.ts';
import { stepInputs } from '../train/step-inputs.ts';
import { buildTrainingGraph, type TrainingGraph } from '../train/training-graph.ts';
import type { TrainingState } from '../train/state-tensor.ts';

/** The random images that steps take their batches from, at least. */
const EXAMPLES = 1024;

/** A recipe's training step on random images, ready to be compiled and run any number of times from the same state. */
export interface ProfiledStep {
  readonly training: TrainingGraph;
  readonly state: TrainingState;
  /** @param as another graph of the same step */
  compile(
    provider: Provider,
    options: Parameters<typeof CompiledStep.compile>[3],
    as?: TrainingGraph,
  ): Promise<CompiledStep>;
  /** What so many steps take. */
  readonly inputs: (steps: number) => StepInputs;
}

/** Draws images, labels, weights and masks for a recipe, and builds its step. Augmented images are prepared beforehand. */
export function profiledStep(spec: ModelSpec, training: Training): ProfiledStep {
  const { batchSize, seed, augment, mix } = training;
  const data = randomExamples(spec, Math.max(EXAMPLES, batchSize), seed);
  const all = Int32Array.from(data.labels, (_, index) => index);
  const model = normalizedModel(spec, training.normalization, { title: 'random images', train: data }, all);
  const loss = lossForClasses(training.loss, spec.classes, evenCounts(spec.classes));
  const graph = buildTrainingGraph(model, { ...training, loss }, batchSize);
  const prepare = isPrepared(training)
    ? createBatchPreparer({ images: data.images, imageShape: spec.input, augment, mix, seed })
    : undefined;
  return {
    training: graph,
    state: initialState(graph.state, seed),
    compile: (provider, options, as = graph) => CompiledStep.compile(as, data, provider, options),
    inputs: (steps) => {
      const order = randomStream(seed, 'profile-order');
      const indices = Int32Array.from({ length: steps * batchSize }, () => order.integer(all.length));
      const prepared = prepare?.({ epoch: 0, position: 0, batchSize, indices });
      const run = { steps, stepsPerEpoch: steps, history: [] };
      return stepInputs(
        graph,
        training,
        { indices, ...(prepared && { prepared }) },
        { first: 0, steps, run },
      );
    },
  };
}

function randomExamples({ input, classes }: ModelSpec, least: number, seed: number): Examples {
  const count = Math.max(least, classes);
  const words = new Uint32Array(Math.ceil((count * input[0] * input[1] * input[2]) / 4));
  randomStream(seed, 'profile-images').fillUint32(words);
  return {
    images: new Uint8Array(words.buffer, 0, count * input[0] * input[1] * input[2]),
    labels: Int32Array.from({ length: count }, (_, index) => index % classes),
  };
}
