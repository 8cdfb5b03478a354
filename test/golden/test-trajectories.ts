import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/core/parse-options.ts';
import { sequential } from '../../src/nn/model.ts';
import { assignLayouts } from '../../src/onnx/assign-layouts.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';
import { Classifier } from '../../src/train/classifier.ts';
import { CompiledStep } from '../../src/train/compiled-step.ts';
import { initialState } from '../../src/train/initial-state.ts';
import { modelWeights } from '../../src/train/state-tensor.ts';
import { trainingSchema } from '../../src/train/recipe.ts';
import { stepInputs } from '../../src/train/step-inputs.ts';
import { buildTrainingGraph } from '../../src/train/training-graph.ts';
import {
  readTrajectories,
  trajectoryData,
  trajectoryMasks,
  trajectoryWeights,
  type TrajectoryCase,
  type TrajectoryFile,
} from './trajectory-file.ts';

/** Of losses relative to each, of logits relative to the largest. */
const RELATIVE = 1e-4;

/**
 * Tests that every case of a part trains as PyTorch or Keras does: the loss of each of its steps, and what the model
 * answers after the last. A case whose graph has a blocked form on this machine is trained in it as well.
 */
export function testTrajectories(part: string): void {
  const file = readTrajectories(part);
  describe(`${part} against the golden trajectories`, () => {
    it.each(file.cases)('$name', async (golden) => {
      await expectTrajectory(file, golden);
    });
  });
}

async function expectTrajectory(file: TrajectoryFile, golden: TrajectoryCase): Promise<void> {
  const { batchSize, batches, steps } = file;
  const drawn = file.models[golden.model]!;
  const { input, classes, layers } = drawn;
  const model = sequential({ input, classes }, layers);
  const training = parseOptions(
    trainingSchema,
    { ...golden.training, epochs: steps / batches, batchSize },
    'training',
  );
  const graph = buildTrainingGraph(model, training, batchSize);
  const parameters = graph.state.filter(({ role }) => role === 'parameter');
  expect(parameters.map(({ shape }) => shape)).toEqual(drawn.parameters.map(({ shape }) => shape));

  const data = trajectoryData(file, drawn);
  const weights = trajectoryWeights(file, drawn).map(
    (values, index) => [parameters[index]!.name, values] as const,
  );
  const start = initialState(graph.state, 0, Object.fromEntries(weights));
  const indices = Int32Array.from({ length: steps * batchSize }, (_, index) => index % data.labels.length);
  const run = { steps, stepsPerEpoch: batches, history: [] };
  const inputs = {
    ...stepInputs(graph, training, { indices }, { first: 0, steps, run }),
    masks: Object.fromEntries(
      graph.masks.map((mask, index) => [mask.name, trajectoryMasks(file, mask, index)]),
    ),
  };
  const blockSize = await cpuProvider.blockSize();
  const sizes =
    blockSize !== undefined && hasBlocks(graph.graph, blockSize) ? [undefined, blockSize] : [undefined];
  for (const size of sizes) {
    const layout = size === undefined ? 'plain' : 'blocked';
    const step = await CompiledStep.compile(graph, data, cpuProvider, { threads: 1, blockSize: size });
    const { losses, state } = await step.run(start, inputs);
    await step.release();
    expectNear(`${layout} loss of step`, losses, golden.losses, (loss) => Math.abs(loss));

    const classifier = await Classifier.compile(model, modelWeights(graph.state, state), cpuProvider, 1);
    const first = ((steps - 1) * batchSize) % data.labels.length;
    const imageSize = data.images.length / data.labels.length;
    const logits = await classifier.logits(data.images.slice(first * imageSize, (first + 2) * imageSize));
    await classifier.release();
    const largest = Math.max(...golden.logits.map(Math.abs));
    expectNear(`${layout} logit`, logits, golden.logits, () => largest);
  }
}

function hasBlocks(graph: Parameters<typeof assignLayouts>[0], blockSize: number): boolean {
  const values = assignLayouts(graph, blockSize).nodes.flatMap(({ outputs }) => outputs);
  return values.some(({ type }) => type.layout === 'blocked');
}

function expectNear(
  what: string,
  actual: Float32Array,
  expected: readonly number[],
  scale: (expected: number) => number,
): void {
  expect(actual).toHaveLength(expected.length);
  const far = expected.flatMap((number, index) => {
    const distance = Math.abs(actual[index]! - number) / scale(number);
    return distance <= RELATIVE ? [] : [`${what} ${index}: ${actual[index]!} for ${number}`];
  });
  expect(far).toEqual([]);
}
