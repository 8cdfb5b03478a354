import { describe, expect, it } from 'vitest';
import { modelPresets } from '../../src/nn/presets/index.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';
import { Classifier } from '../../src/train/classifier.ts';
import { CompiledStep } from '../../src/train/compiled-step.ts';
import type { TrainingState } from '../../src/train/state-tensor.ts';
import { initialState } from '../../src/train/initial-state.ts';
import { buildTrainingGraph } from '../../src/train/training-graph.ts';
import { GOLDEN_MODELS, readGolden, type GoldenFile, type GoldenTrajectory } from './golden-file.ts';
import {
  goldenData,
  goldenModel,
  goldenOptimizer,
  goldenState,
  goldenStepInputs,
  stateName,
} from './golden-model.ts';

/** The largest relative distances from PyTorch in float64: of losses and first gradients, and of tensors after ten steps. */
const TOLERANCE = 1e-4;
/** Tensors that begin as zeros are still so small that one input of a ReLU that falls on the other side shows in them. */
const NORM_TOLERANCE = 1e-3;

const blockSize = await cpuProvider.blockSize();
const layouts = blockSize === undefined ? (['plain'] as const) : (['plain', 'blocked'] as const);

function norm(data: Float32Array): number {
  let sum = 0;
  for (const element of data) sum += element ** 2;
  return Math.sqrt(sum);
}

/** A figure of ours, beside the reference. */
interface Figure {
  readonly what: string;
  readonly actual: number;
  readonly expected: number;
  readonly tolerance?: number;
}

async function runTrajectory(golden: GoldenFile, trajectory: GoldenTrajectory, layout: 'plain' | 'blocked') {
  const model = goldenModel(golden, trajectory.dropout);
  const optimizer = goldenOptimizer(golden, trajectory.optimizer);
  const training = buildTrainingGraph(model, { optimizer }, golden.batchSize);
  const data = goldenData(golden, trajectory.images);
  const start = { ...initialState(training.state, 0), ...goldenState(golden) };
  const step = await CompiledStep.compile(training, data, cpuProvider, {
    threads: 1,
    blockSize: layout === 'plain' ? undefined : blockSize,
  });
  const first = await step.run(start, goldenStepInputs(golden, training, optimizer, 1));
  const all = await step.run(start, goldenStepInputs(golden, training, optimizer, golden.steps));
  await step.release();
  return { model, data, first, all, start };
}

type Run = Awaited<ReturnType<typeof runTrajectory>>;

/** The mean cross-entropy of the last batch, with running statistics. */
async function evaluationLoss(golden: GoldenFile, { model, data, all }: Run): Promise<number> {
  const classifier = await Classifier.compile(model, all.state, cpuProvider, 1);
  const begin = (golden.steps - 1) * golden.batchSize;
  const evaluation = classifier.evaluate({
    images: data.images.subarray(begin * 784),
    labels: data.labels.subarray(begin),
  });
  for (;;) {
    const { done, value } = await evaluation.next();
    if (!done) continue;
    await classifier.release();
    return value.loss;
  }
}

/** Gradients of the first step, read from the optimiser's slots: they begin at zero. */
function firstGradientNorm({ optimizer }: GoldenTrajectory, state: TrainingState, name: string) {
  return norm(state[`${name}.${optimizer === 'sgd' ? 'velocity' : 'gradientSum'}`]!);
}

/** Gradients of the first step, all losses, the norms of all tensors after the last step, and the evaluation loss. */
async function compareFigures(
  golden: GoldenFile,
  trajectory: GoldenTrajectory,
  run: Run,
): Promise<readonly Figure[]> {
  const gradients = golden.parameters.flatMap(({ name, zeroGradient }, index) => {
    const key = stateName(golden, name);
    const actual = firstGradientNorm(trajectory, run.first.state, key);
    // Exactly zero where PyTorch computes rounding noise.
    if (zeroGradient) return { what: `1 + gradient of ${key}`, actual: 1 + actual, expected: 1 };
    return { what: `gradient of ${key}`, actual, expected: trajectory.gradientNorms[index]! };
  });
  const losses = trajectory.losses.map((expected, step) => {
    return { what: `loss of step ${step}`, actual: run.all.losses[step]!, expected };
  });
  const norms = [...golden.parameters, ...golden.statistics].map(({ name }, index) => {
    const key = stateName(golden, name);
    const expected = trajectory.norms[index]!;
    return { what: `norm of ${key}`, actual: norm(run.all.state[key]!), expected, tolerance: NORM_TOLERANCE };
  });
  const actual = await evaluationLoss(golden, run);
  return [
    ...gradients,
    ...losses,
    ...norms,
    { what: 'evaluation loss', actual, expected: trajectory.evaluationLoss },
  ];
}

describe.each(GOLDEN_MODELS)('%s against PyTorch', (name) => {
  const golden = readGolden(name);

  it('has the layers of the preset', () => {
    const training = (model: Parameters<typeof buildTrainingGraph>[0]) =>
      buildTrainingGraph(model, { optimizer: goldenOptimizer(golden, 'sgd') }, golden.batchSize).state.map(
        ({ name: tensor, shape }) => `${tensor} [${shape.join()}]`,
      );
    const preset = modelPresets[name]({ input: [28, 28, 1], classes: 10 });
    expect(training(goldenModel(golden, true))).toEqual(training(preset));
    const tensors = [...golden.parameters, ...golden.statistics].map(
      (tensor) => `${stateName(golden, tensor.name)} [${tensor.shape.join()}]`,
    );
    expect(training(preset)).toEqual(expect.arrayContaining(tensors));
  });

  const cases = golden.trajectories.flatMap((trajectory) =>
    layouts.map((layout) => ({ ...trajectory, layout, masks: trajectory.dropout ? 'with' : 'without' })),
  );

  it.each(cases)('$optimizer, $images, $masks dropout, $layout', async ({ layout, ...trajectory }) => {
    const seeded = { ...golden, seed: trajectory.seed };
    const run = await runTrajectory(seeded, trajectory, layout);
    expect(run.first.losses[0]).toBe(run.all.losses[0]);
    const figures = await compareFigures(seeded, trajectory, run);
    const apart = figures.filter(
      ({ actual, expected, tolerance = TOLERANCE }) => !(Math.abs(actual / expected - 1) <= tolerance),
    );
    expect(apart).toEqual([]);
  });
});
