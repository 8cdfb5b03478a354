import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { activationNames } from '../activations/index.ts';
import type { LayerSpec } from '../layer.ts';
import { sequential } from '../model.ts';
import { buildLayer, layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { branches } from './branches.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool2d } from './global-average-pool2d.ts';
import { globalMaxPool2d } from './global-max-pool2d.ts';
import { layerDefinitions } from './index.ts';
import { upSampling2d } from './up-sampling2d.ts';
import { samePads } from './window.ts';
import { zeroPadding2d } from './zero-padding2d.ts';

const image = [2, 3, 6, 5];

/** Files that hold what several layers share. */
const SHARED = /^(index|paths|scale-and-shift|window)\.ts$/;

/** Tests of layers that have no test file of their own, by type; the first test below checks that none is forgotten. */
const tests: Record<string, Record<string, LayerTest>> = {
  activation: Object.fromEntries(
    activationNames.map((name) => [name, { layer: activation(name), input: [3, 5], output: [3, 5] }]),
  ),
  dense: {
    'with bias': {
      layer: dense({ units: 4, activation: 'tanh' }),
      input: [3, 5],
      output: [3, 4],
      parameters: { kernel: [5, 4], bias: [4] },
    },
    'without bias': {
      layer: dense({ units: 4, useBias: false }),
      input: [3, 5],
      output: [3, 4],
      parameters: { kernel: [5, 4] },
    },
  },
  dropout: {
    'in training': { layer: dropout({ rate: 0.3 }), input: image, output: image },
    'after training': { layer: dropout({ rate: 0.3 }), input: image, output: image, training: false },
    'of nothing': { layer: dropout({ rate: 0 }), input: image, output: image },
  },
  flatten: { 'of images': { layer: flatten(), input: image, output: [2, 90] } },
  globalAveragePool2d: { 'of images': { layer: globalAveragePool2d(), input: image, output: [2, 3] } },
  globalMaxPool2d: { 'of images': { layer: globalMaxPool2d(), input: image, output: [2, 3] } },
  zeroPadding2d: {
    'all round': { layer: zeroPadding2d(), input: image, output: [2, 3, 8, 7] },
    'of uneven sides': {
      layer: zeroPadding2d({ padding: [0, 1, 2, 3] }),
      input: image,
      output: [2, 3, 8, 9],
    },
  },
  upSampling2d: {
    'twice by three': { layer: upSampling2d({ size: [2, 3] }), input: image, output: [2, 3, 12, 15] },
  },
};

const kebab = (type: string) => type.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

describe('layerDefinitions', () => {
  const files = readdirSync(import.meta.dirname);

  it('are all tested, under distinct types', () => {
    const types = layerDefinitions.map(({ type }) => type);
    const untested = types.filter((type) => !(type in tests) && !files.includes(`${kebab(type)}.test.ts`));
    expect(untested).toEqual([]);
    expect(types).toHaveLength(new Set(types).size);
    expect(types).toEqual(expect.arrayContaining(Object.keys(tests)));
  });

  it('name every file of the folder', () => {
    const sources = files.filter((file) => !SHARED.test(file) && !file.endsWith('.test.ts'));
    expect(layerDefinitions.map(({ type }) => `${kebab(type)}.ts`).sort()).toEqual(sources.sort());
  });
});

describe.each(Object.entries(tests))('%s', (_, cases) => {
  it.each(Object.entries(cases))('%s', async (__, test) => {
    await testLayer(test);
  });
});

describe('numbers by hand', () => {
  it('dense is x · kernel + bias', () => {
    const given = { x: [1, 2], kernel: [3, 4, 5, 6], bias: [10, 20] };
    expect(layerOutput(dense({ units: 2 }), [1, 2], given)).toEqual([23, 36]);
  });

  it('dropout scales what it keeps by 1 / (1 - rate)', () => {
    const y = layerOutput(dropout({ rate: 0.2 }), [1, 4], { x: [1, 2, 3, 4], mask: [1, 0, 0, 1] });
    [1.25, 0, 0, 5].forEach((element, index) => {
      expect(y[index]).toBeCloseTo(element, 6);
    });
  });

  it.each([
    [5, 3, 1, [1, 1]],
    [5, 2, 1, [0, 1]],
    [6, 3, 2, [0, 1]],
    [5, 3, 2, [1, 1]],
    [4, 1, 2, [0, 0]],
  ])("'same' pads %i pixels for a window of %i and steps of %i by %j", (size, kernel, stride, expected) => {
    const [top, , bottom] = samePads([size, size], [kernel, kernel], [stride, stride]);
    expect([top, bottom]).toEqual(expected);
  });
});

it('refuses an option that is not one of the sides of an image', () => {
  const layer = zeroPadding2d({ padding: 'same' as never });
  expect(() => sequential({ input: [8, 8, 1], classes: 2 }, [layer])).toThrow(
    'layers[0].padding: expected a whole number',
  );
});

describe('a layer that does not fit', () => {
  const build = (layer: LayerSpec, input: readonly number[]) =>
    buildLayer(new Graph('bad'), { layer, input, output: [] });

  it.each([
    ['dense of images', dense({ units: 2 }), [1, 1, 4, 4], 'dense: needs [batch,features]'],
    ['batch norm of one row', batchNorm(), [1, 4], 'batchNorm: needs two values a channel'],
    ['global max pooling of rows', globalMaxPool2d(), [1, 4], 'globalMaxPool2d: needs an image'],
    ['padding of rows', zeroPadding2d(), [1, 4], 'zeroPadding2d: needs an image'],
    ['up-sampling of rows', upSampling2d(), [1, 4], 'upSampling2d: needs an image'],
    ['pooling of rows', globalAveragePool2d(), [1, 4], 'globalAveragePool2d: needs an image'],
    [
      'branches of two shapes',
      branches({ paths: [[conv2d({ filters: 2, kernelSize: 3 })], []] }),
      [1, 2, 4, 4],
      'add: the paths must give one shape; got [1,2,2,2] and [1,2,4,4]',
    ],
  ])('%s', (_, layer, input, message) => {
    expect(() => build(layer, input)).toThrow(message);
  });
});
