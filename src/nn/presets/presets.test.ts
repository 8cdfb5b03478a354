import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { parseRecipe } from '../../train/recipe.ts';
import { recipePresets } from '../../train/recipes/index.ts';
import { buildModel, countParameters, modelSchema, type ModelSpec } from '../model.ts';
import {
  modelPresetNames,
  zooModelNames,
  type ModelPresetName,
  type ReferenceModelName,
} from '../preset-names.ts';
import { modelPresets } from './index.ts';

/** Trained values of the reference models for 28x28 images and ten classes, by hand from the layers. */
const referenceCounts: Record<ReferenceModelName, number> = {
  ann: 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10,
  mlp: 784 * 512 + 3 * 512 + 512 * 256 + 3 * 256 + 256 * 128 + 3 * 128 + 128 * 10 + 10,
  cnn: 9 * 32 + 32 + 9 * 32 * 64 + 64 + 3136 * 128 + 128 + 128 * 10 + 10,
  'deep-cnn':
    9 * (32 + 32 * 32 + 32 * 64 + 64 * 64 + 64 * 128) +
    3 * (32 + 32 + 64 + 64 + 128) +
    (7 * 7 * 128 * 128 + 3 * 128) +
    (128 * 10 + 10),
};

/** The models of the zoo as written once more in PyTorch: see scripts/golden/zoo_parameters.py. */
const goldenPath = new URL('../../../test/golden/zoo-parameters.json', import.meta.url);
const golden = JSON.parse(readFileSync(goldenPath, 'utf8')) as Record<
  ModelPresetName,
  Record<string, number>
>;

/** What is published: for 32x32x3 and ten classes unless said. */
const published: [ModelPresetName, Pick<ModelSpec, 'input' | 'classes'>, parameters: number][] = [
  // LeCun et al. 1998, 60,000, with the second convolution connected in full, plain pooling and a trained output.
  ['lenet5', { input: [32, 32, 1], classes: 10 }, 60_000 + 900 - 12 - 32 + 850],
  // He et al. 2016, 0.27M; the counts of imgclsmob and of PyTorch CIFAR Models.
  ['resnet20', { input: [32, 32, 3], classes: 10 }, 272_474],
  // Tian et al. 2020, RepDistiller's resnet8, for ten classes.
  ['resnet8', { input: [32, 32, 3], classes: 10 }, 78_042],
  // He et al. 2016; the count of the usual form for CIFAR with a 3x3 stem.
  ['resnet18', { input: [32, 32, 3], classes: 10 }, 11_173_962],
  // Zagoruyko and Komodakis 2016, 2.7M and 36.5M; imgclsmob.
  ['wrn-16-4', { input: [32, 32, 3], classes: 10 }, 2_748_890],
  ['wrn-28-10', { input: [32, 32, 3], classes: 10 }, 36_479_194],
  // Huang et al. 2017, 0.8M for depth 100; imgclsmob.
  ['densenet-bc-40', { input: [32, 32, 3], classes: 10 }, 176_122],
  ['densenet-bc-100', { input: [32, 32, 3], classes: 10 }, 769_162],
  // Simonyan and Zisserman 2015, A: the usual form for CIFAR with batch norm.
  ['vgg11', { input: [32, 32, 3], classes: 10 }, 9_231_114],
  // timm's convnext_atto, 3.7M, by the sum that gives 28,589,128 for the ConvNeXt-T of Liu et al. 2022.
  ['convnext-atto', { input: [224, 224, 3], classes: 1000 }, 3_695_520],
  // Sandler et al. 2018, 3.4M; torchvision's mobilenet_v2.
  ['mobilenetv2', { input: [224, 224, 3], classes: 1000 }, 3_504_872],
];

function parametersOf(name: ModelPresetName, ends: Pick<ModelSpec, 'input' | 'classes'>) {
  const graph = new Graph('preset');
  const images = graph.input('images', 'uint8', [2, ...ends.input]);
  return buildModel(graph, modelPresets[name](ends), images, true).parameters;
}

const countOf = (...model: Parameters<typeof parametersOf>) => countParameters(parametersOf(...model));
const namesOf = (...model: Parameters<typeof parametersOf>) => parametersOf(...model).map(({ name }) => name);

describe('model presets', () => {
  const folders = { presets: import.meta.dirname, recipes: `${import.meta.dirname}/../../train/recipes` };

  it.each(Object.entries(folders))('name every file of %s', (_, folder) => {
    const files = readdirSync(folder).filter((file) => /(?<!^index|\.test)\.ts$/.test(file));
    expect(modelPresetNames.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
    expect(Object.keys(modelPresets)).toEqual(modelPresetNames);
  });

  it.each(Object.entries(referenceCounts))('%s has the trained values that its layers say', (name, count) => {
    expect(countOf(name as ReferenceModelName, { input: [28, 28, 1], classes: 10 })).toBe(count);
  });

  it.each(zooModelNames)('%s has as many trained values as in PyTorch', (name) => {
    expect(countOf(name, { input: [28, 28, 1], classes: 10 })).toBe(golden[name]['28x28x1']);
    expect(countOf(name, { input: [32, 32, 3], classes: 10 })).toBe(golden[name]['32x32x3']);
  });

  it.each(published)('%s has as many trained values as published', (name, ends, count) => {
    expect(countOf(name, ends)).toBe(count);
  });

  it.each(modelPresetNames)('%s survives JSON and has a recipe of its own', (name) => {
    const model = modelPresets[name]({ input: [28, 28, 1], classes: 10 });
    expect(modelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
    expect(parseRecipe(recipePresets[name]).model).toBe(name);
  });

  it.each(zooModelNames)('%s takes images of other sizes', (name) => {
    for (const input of [
      [20, 24, 2],
      [64, 64, 3],
    ] as const) {
      expect(countOf(name, { input, classes: 7 })).toBeGreaterThan(0);
    }
  });

  // So that patterns of names can be checked before the images are known.
  it.each(modelPresetNames)('%s has the same names whatever its images', (name) => {
    expect(namesOf(name, { input: [64, 28, 1], classes: 2 })).toEqual(
      namesOf(name, { input: [32, 32, 3], classes: 10 }),
    );
  });

  it('refuse images that they would pool away', () => {
    expect(() => countOf('cnn', { input: [2, 2, 1], classes: 10 })).toThrow(
      'layers[3]: maxPool2d: a 2x2 window does not fit',
    );
  });
});
