import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { ndArray } from '../core/nd-array.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { concatenate } from '../nn/layers/concatenate.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { globalAveragePool2d } from '../nn/layers/global-average-pool2d.ts';
import { globalMaxPool2d } from '../nn/layers/global-max-pool2d.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { residual } from '../nn/layers/residual.ts';
import { squeezeExcitation } from '../nn/layers/squeeze-excitation.ts';
import { zeroPadding2d } from '../nn/layers/zero-padding2d.ts';
import { activation } from '../nn/layers/activation.ts';
import { defaultLoss, lossSchema } from '../nn/losses/index.ts';
import { sequential, type ModelSpec } from '../nn/model.ts';
import { modelPresetNames } from '../nn/preset-names.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { drawInputs } from '../testing/test-graph.ts';
import type { TrainingState } from '../train/state-tensor.ts';
import { buildActivationMapGraph, classActivationMaps, featureMapLayer } from './class-activation-map.ts';
import { resizeMaps, unitMaps } from './resize-maps.ts';

const options = { provider: cpuProvider };
const image = [8, 8, 1] as const;
const bytes = (count: number) => {
  const stream = randomStream(3, 'class-activation-map');
  return Uint8Array.from({ length: count }, () => stream.integer(256));
};

const models: Record<string, ModelSpec> = {
  'batch norm, residual and squeeze-excitation': sequential({ input: image, classes: 3 }, [
    conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
    residual({ layers: [conv2d({ filters: 6, kernelSize: 3, padding: 'same' }), batchNorm()] }),
    squeezeExcitation({ ratio: 2 }),
    activation('relu'),
    globalAveragePool2d(),
    dense({ units: 3 }),
  ]),
  'branches after the map, and a final softmax': sequential({ input: image, classes: 3 }, [
    conv2d({ filters: 4, kernelSize: 3, padding: 'same' }),
    batchNorm(),
    concatenate({ paths: [[globalAveragePool2d()], [globalMaxPool2d()], [flatten(), dense({ units: 5 })]] }),
    dense({ units: 3, activation: 'softmax' }),
  ]),
  'batch norm of rows, and layers of one pixel after the map': sequential({ input: image, classes: 3 }, [
    conv2d({ filters: 4, kernelSize: 5, strides: 2, activation: 'relu' }),
    conv2d({ filters: 5, kernelSize: 2, activation: 'tanh' }),
    flatten(),
    dense({ units: 6 }),
    batchNorm(),
    dense({ units: 3 }),
  ]),
};

/** The weights that the float64 reference is given too. */
function drawnWeights(model: ModelSpec): TrainingState {
  const drawn = drawInputs(buildActivationMapGraph({ model, loss: defaultLoss }, 5), 7);
  const weights = Object.entries(drawn).filter(([name]) => name.includes('.'));
  return Object.fromEntries(weights.map(([name, { data }]) => [name, Float32Array.from(data)]));
}

describe('classActivationMaps', () => {
  it('are the class’s own features, cut off below 0, where a 1x1 convolution gives one a class', async () => {
    const model = sequential({ input: [2, 3, 1], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: 1, useBias: false }),
      globalAveragePool2d(),
    ]);
    const weights = { 'conv2d1.kernel': Float32Array.of(0.5, -2) };
    const pixels = [0, 51, 102, 204, 255, 0];
    const maps = await classActivationMaps(
      { model, weights, loss: defaultLoss },
      Uint8Array.from([...pixels, ...pixels]),
      [0, 1],
      options,
    );
    expect(maps).toMatchObject({ count: 2, height: 2, width: 3 });
    [0, 0.2, 0.4, 0.8, 1, 0].forEach((value, at) => {
      expect(maps.values[at]).toBeCloseTo(value, 6);
    });
    // All features of the second class speak against it.
    expect([...maps.values.subarray(6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('weigh channels by what they do to the class, and are scaled up between pixels', async () => {
    const model = sequential({ input: [2, 4, 1], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: 1, useBias: false }),
      maxPool2d(),
      flatten(),
      dense({ units: 2, useBias: false }),
    ]);
    // Channels are x and -x; after pooling [2, 1, 2]. Kernel rows: channel by channel, left and right.
    const weights = {
      'conv2d1.kernel': Float32Array.of(1, -1),
      'dense1.kernel': Float32Array.of(3, 0, 1, 0, -1, 0, -1, 0),
    };
    const pixels = Uint8Array.of(51, 51, 255, 255, 51, 51, 255, 255);
    const { values } = await classActivationMaps({ model, weights, loss: defaultLoss }, pixels, [0], options);
    // Weights 2 and -1: 2x + x = 3x, so 0.2 and 1 of the largest, and a quarter of the way in between.
    [0.2, 0.4, 0.8, 1, 0.2, 0.4, 0.8, 1].forEach((value, at) => {
      expect(values[at]).toBeCloseTo(value, 6);
    });
  });

  it('see a map through the pooling to one pixel after it', async () => {
    const model = sequential({ input: [2, 2, 1], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: 1, useBias: false, activation: 'relu' }),
      maxPool2d(),
      flatten(),
      dense({ units: 2, useBias: false }),
    ]);
    const weights = {
      'conv2d1.kernel': Float32Array.of(1, -1),
      'dense1.kernel': Float32Array.of(3, -1, 1, 0),
    };
    const pixels = Uint8Array.of(51, 255, 0, 102);
    const { values } = await classActivationMaps({ model, weights, loss: defaultLoss }, pixels, [0], options);
    [0.2, 1, 0, 0.4].forEach((value, at) => {
      expect(values[at]).toBeCloseTo(value, 6);
    });
  });

  it.each(Object.entries(models))('agree with the float64 reference: %s', async (_, model) => {
    const graph = buildActivationMapGraph({ model, loss: defaultLoss }, 5);
    const inputs = drawInputs(graph, 7);
    const classes = [0, 1, 2, 2, 1];
    const chosen = ndArray(
      [5, 3],
      classes.flatMap((label) => [0, 1, 2].map((at) => (at === label ? 1 : 0))),
    );
    const { map } = evaluateGraph(graph, { ...inputs, chosen });
    const pixels = Uint8Array.from(inputs['images']!.data);
    const trained = { model, weights: drawnWeights(model), loss: defaultLoss };
    const { values } = await classActivationMaps(trained, pixels, classes, options);
    const [count, height, width] = map!.shape as [number, number, number];
    const reference = resizeMaps({ values: Float32Array.from(map!.data), count, height, width }, 8, 8);
    const expected = unitMaps(reference).values;
    expect(expected.some((value) => value > 0)).toBe(true);
    expected.forEach((value, at) => {
      expect(values[at]).toBeCloseTo(value, 4);
    });
  });

  it('are the same for images alone as for many', async () => {
    const model = models['branches after the map, and a final softmax']!;
    const trained = { model, weights: drawnWeights(model), loss: defaultLoss };
    const count = 130;
    const images = bytes(count * 64);
    const classes = Array.from({ length: count }, (_, at) => at % 3);
    const all = await classActivationMaps(trained, images, classes, options);
    for (const at of [0, 63, 64, 127, 129]) {
      const one = await classActivationMaps(
        trained,
        images.subarray(at * 64, (at + 1) * 64),
        [classes[at]!],
        options,
      );
      one.values.forEach((value, pixel) => {
        expect(all.values[at * 64 + pixel]).toBeCloseTo(value, 4);
      });
    }
  });

  it('begin from what a sigmoid is given, where the loss makes probabilities of each class alone', () => {
    const model = sequential({ input: image, classes: 3 }, [
      conv2d({ filters: 3, kernelSize: 1 }),
      globalAveragePool2d(),
      activation('sigmoid'),
    ]);
    const graph = buildActivationMapGraph({ model, loss: lossSchema.parse('binaryCrossEntropy') }, 1);
    expect(graph.nodes.some(({ op }) => op.name === 'sigmoid')).toBe(false);
  });

  it('are refused for dense layers alone, and for images and classes that do not fit', async () => {
    const model = sequential({ input: [2, 2, 1], classes: 2 }, [flatten(), dense({ units: 2 })]);
    const trained = { model, weights: {}, loss: defaultLoss };
    await expect(classActivationMaps(trained, new Uint8Array(4), [0], options)).rejects.toThrow(
      'Grad-CAM needs a model with a feature map',
    );
    await expect(classActivationMaps(trained, new Uint8Array(4), [2], options)).rejects.toThrow(
      'classes[0]: expected a class from 0 to 1, got 2',
    );
    await expect(classActivationMaps(trained, new Uint8Array(5), [0], options)).rejects.toThrow(
      '5 bytes are no whole images of [2,2,1]',
    );
    await expect(classActivationMaps(trained, new Uint8Array(8), [0], options)).rejects.toThrow(
      'got 1 for 2 images',
    );
  });
});

describe('featureMapLayer', () => {
  it('is the last layer that gives an image of more than one pixel', () => {
    expect(featureMapLayer(models['branches after the map, and a final softmax']!)).toBe('batchNorm1');
    expect(featureMapLayer(models['batch norm of rows, and layers of one pixel after the map']!)).toBe(
      'conv2d1',
    );
  });

  it('is not there where nothing is learned before the pixels are a row', () => {
    const model = sequential({ input: image, classes: 3 }, [
      zeroPadding2d({ padding: 1 }),
      flatten(),
      dense({ units: 3 }),
    ]);
    expect(featureMapLayer(model)).toBeUndefined();
  });

  it('is there for every built-in model but those of dense layers', () => {
    const without = modelPresetNames.filter(
      (name) => featureMapLayer(modelPresets[name]({ input: [28, 28, 1], classes: 10 })) === undefined,
    );
    expect(without).toEqual(['ann', 'mlp']);
  });
});
