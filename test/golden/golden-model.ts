import { activation } from '../../src/nn/layers/activation.ts';
import { batchNorm } from '../../src/nn/layers/batch-norm.ts';
import { conv2d } from '../../src/nn/layers/conv2d.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { dropout } from '../../src/nn/layers/dropout.ts';
import { flatten } from '../../src/nn/layers/flatten.ts';
import { maxPool2d } from '../../src/nn/layers/max-pool2d.ts';
import type { LayerSpec } from '../../src/nn/layer.ts';
import { sequential } from '../../src/nn/model.ts';
import type { OptimizerSpec } from '../../src/optim/optimizer.ts';
import { adam } from '../../src/optim/optimizers/adam.ts';
import { sgd } from '../../src/optim/optimizers/sgd.ts';
import type { StepInputs } from '../../src/train/compiled-step.ts';
import { updateNumbers } from '../../src/optim/update-numbers.ts';
import type { TrainingGraph } from '../../src/train/training-graph.ts';
import type { GoldenFile, GoldenLayer, GoldenTrajectory } from './golden-file.ts';
import { goldenDropoutMask, goldenImages, goldenLabels, goldenWeights } from './golden-inputs.ts';

/** The file's layers as a model of ours; without its dropout where the trajectory has none. */
export function goldenModel({ layers, batchNorm: { momentum, epsilon } }: GoldenFile, withDropout: boolean) {
  const specOf = ([name, argument]: GoldenLayer): LayerSpec[] => {
    switch (name) {
      case 'flatten':
        return [flatten()];
      case 'relu':
      case 'logSoftmax':
        return [activation(name)];
      case 'maxPool':
        return [maxPool2d()];
      case 'batchNorm':
        return [batchNorm({ momentum: 1 - momentum, epsilon })];
      case 'dense':
        return [dense({ units: argument })];
      case 'conv':
        return [conv2d({ filters: argument, kernelSize: 3, padding: 'same' })];
      case 'dropout':
        return withDropout ? [dropout({ rate: argument })] : [];
    }
  };
  return sequential({ input: [28, 28, 1], classes: 10 }, layers.flatMap(specOf));
}

const TYPES: Readonly<Record<string, string>> = { dense: 'dense', conv: 'conv2d', batchNorm: 'batchNorm' };
const KINDS: Readonly<Record<string, string>> = { runningMean: 'mean', runningVariance: 'variance' };

/** The name that the engine gives a tensor of the file: `3.kernel` is `dense2.kernel` where layer 3 is the second dense one. */
export function stateName({ layers }: GoldenFile, name: string): string {
  const [layer, kind] = name.split('.') as [string, string];
  const index = Number(layer);
  const type = layers[index]![0];
  const count = layers.slice(0, index + 1).filter(([other]) => other === type).length;
  return `${TYPES[type]!}${count}.${KINDS[kind] ?? kind}`;
}

/** The first weights by their names in the engine. */
export function goldenState(golden: GoldenFile): Record<string, Float32Array<ArrayBuffer>> {
  return Object.fromEntries(
    goldenWeights(golden).map((data, index) => [
      stateName(golden, golden.parameters[index]!.name),
      Float32Array.from(data),
    ]),
  );
}

export function goldenOptimizer(
  { optimizers }: GoldenFile,
  name: GoldenTrajectory['optimizer'],
): OptimizerSpec {
  return name === 'adam' ? adam(optimizers.adam) : sgd(optimizers.sgd);
}

/** The batches of all steps, one after another, as a data set. */
export function goldenData(golden: GoldenFile, images: GoldenTrajectory['images']) {
  const { steps, batchSize } = golden;
  const data = {
    images: new Uint8Array(steps * batchSize * 28 * 28),
    labels: new Int32Array(steps * batchSize),
  };
  for (let step = 0; step < steps; step++) {
    data.images.set(goldenImages(golden, step, images), step * batchSize * 28 * 28);
    data.labels.set(goldenLabels(golden, step), step * batchSize);
  }
  return data;
}

/** What the first `steps` steps need. */
export function goldenStepInputs(
  golden: GoldenFile,
  training: TrainingGraph,
  spec: OptimizerSpec,
  steps: number,
) {
  const run = { steps, stepsPerEpoch: steps, history: [] };
  const optimizer = updateNumbers(spec);
  const numbers = Array.from({ length: steps }, (_, step) => optimizer.at({ ...run, step }));
  const masks = training.masks.map(({ name, shape, rate }, layer) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const bytes = new Uint8Array(steps * size);
    for (let step = 0; step < steps; step++)
      bytes.set(goldenDropoutMask(golden, step, layer, rate, size), step * size);
    return [name, bytes] as const;
  });
  return {
    indices: Int32Array.from({ length: steps * golden.batchSize }, (_, index) => index),
    scalars: Object.fromEntries(
      training.scalars.map((name) => [name, Float32Array.from(numbers, (values) => values[name]!)]),
    ),
    masks: Object.fromEntries(masks),
  } satisfies StepInputs;
}
