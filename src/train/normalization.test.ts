import { describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import type { Dataset } from '../data/dataset.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { Classifier } from './classifier.ts';
import { exportOnnx } from './export-onnx.ts';
import { initialState } from './initial-state.ts';
import { normalizationSchema } from './normalization.ts';
import { trainingSchema } from './recipe.ts';
import { Trainer } from './trainer.ts';
import { buildTrainingGraph } from './training-graph.ts';

/** Sixty images of two by one pixels in three channels, each with its own level and spread; three classes in turn. */
const images = Uint8Array.from(
  { length: 60 * 6 },
  (_, at) => [20, 120, 200][at % 3]! + ((at * 37) % [11, 53, 41][at % 3]!),
);
const labels = Int32Array.from({ length: 60 }, (_, at) => at % 3);
const data: Dataset = {
  name: 'three',
  title: 'Three',
  imageShape: [2, 1, 3],
  classNames: ['a', 'b', 'c'],
  train: { images, labels },
  test: { images: images.slice(0, 60), labels: labels.slice(0, 10) },
  digest: '0'.repeat(64),
  origin: 'a test',
};
const model = sequential({ input: [2, 1, 3], classes: 3 }, [flatten(), dense({ units: 3 })]);

const trainer = (normalization: unknown, dataset = data) =>
  new Trainer({
    model,
    training: parseOptions(
      trainingSchema,
      {
        optimizer: sgd({ learningRate: 0.1 }),
        epochs: 1,
        batchSize: 8,
        validation: { count: 12 },
        normalization,
      },
      'training',
    ),
    ...{ data: dataset, provider: cpuProvider, threads: 1, blockSize: undefined },
  });

describe('standard normalisation', () => {
  it('is measured on the images that are trained on alone', () => {
    const standard = trainer('standard');
    const { train, validation } = standard.split;
    const { mean, deviation } = standard.model.normalization!;
    for (const channel of [0, 1, 2]) {
      const values = [...train].flatMap((index) => [
        images[index * 6 + channel]! / 255,
        images[index * 6 + 3 + channel]! / 255,
      ]);
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
      expect(mean[channel]).toBeCloseTo(average, 12);
      expect(deviation[channel]).toBeCloseTo(Math.sqrt(variance), 10);
    }
    const others = images.slice();
    for (const index of validation) others.fill(255, index * 6, index * 6 + 6);
    const spoilt: Dataset = {
      ...data,
      train: { images: others, labels },
      test: { images: data.test.images.map(() => 0), labels: data.test.labels },
    };
    expect(trainer('standard', spoilt).model.normalization).toEqual({ mean, deviation });
    others.fill(255, train[0]! * 6, train[0]! * 6 + 6);
    expect(trainer('standard', spoilt).model.normalization).not.toEqual({ mean, deviation });
  });

  it('is a part of the model, which takes raw pixels', async () => {
    const standard = trainer('standard');
    const weights = initialState(standard.graph.state, 4);
    const { mean, deviation } = standard.model.normalization!;
    const classifier = await Classifier.compile(standard.model, weights, cpuProvider, 1);
    const logits = await classifier.logits(images.subarray(0, 6));
    await classifier.release();
    const kernel = weights['dense1.kernel']!;
    // Flattened channel by channel, as the layer says.
    const scaled = [0, 1, 2].flatMap((channel) =>
      [0, 1].map((row) => (images[row * 3 + channel]! / 255 - mean[channel]!) / deviation[channel]!),
    );
    const expected = [0, 1, 2].map((unit) =>
      scaled.reduce((sum, value, at) => sum + value * kernel[at * 3 + unit]!, 0),
    );
    logits.forEach((logit, unit) => {
      expect(logit).toBeCloseTo(expected[unit]!, 4);
    });
    const file = exportOnnx(standard.model, weights, { classNames: data.classNames });
    const session = await cpuProvider.createSession(file, { threads: 1 });
    const { probabilities } = await session.run({
      image: { dtype: 'uint8', shape: [1, 2, 1, 3], data: images.subarray(0, 6) },
    });
    await session.release();
    const exponentials = expected.map(Math.exp);
    const sum = exponentials.reduce((a, b) => a + b, 0);
    (probabilities!.data as Float32Array).forEach((probability, unit) => {
      expect(probability).toBeCloseTo(exponentials[unit]! / sum, 4);
    });
  });

  it('leaves the graph of the default as it is', () => {
    const unit = trainer(undefined);
    expect(unit.model).toBe(model);
    const { optimizer, loss } = parseOptions(
      trainingSchema,
      { optimizer: sgd({ learningRate: 0.1 }), epochs: 1, batchSize: 8 },
      'training',
    );
    expect(unit.graph.graph.nodes.length).toBe(
      buildTrainingGraph(model, { optimizer, loss }, 8).graph.nodes.length,
    );
    expect(trainer('standard').graph.graph.nodes.length).toBe(unit.graph.graph.nodes.length + 1);
  });

  it('takes given constants, and refuses what cannot be', () => {
    const constants = { mean: [0.1, 0.2, 0.3], deviation: [1, 2, 3] };
    expect(trainer(constants).model.normalization).toEqual(constants);
    expect(() => trainer({ mean: [0.5], deviation: [0.5] })).toThrow('the images have 3 channels');
    const flat = {
      ...data,
      train: { images: images.map((value, at) => (at % 3 === 1 ? 7 : value)), labels },
    };
    expect(() => trainer('standard', flat)).toThrow('channel 1 is the same in all training images of Three');
    for (const [value, message] of [
      ['zscore', 'normalization: expected "unit", "standard" or'],
      [{ mean: [0], deviation: [0] }, 'normalization: deviation: expected numbers above 0'],
    ] as const)
      expect(() => parseOptions(normalizationSchema, value, 'normalization')).toThrow(message);
  });
});
