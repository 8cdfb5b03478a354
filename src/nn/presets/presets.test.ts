import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { parseRecipe } from '../../train/recipe.ts';
import { recipePresets } from '../../train/recipes/index.ts';
import { buildModel, countParameters, modelSchema } from '../model.ts';
import { modelPresetNames, modelPresets, type ModelPresetName } from './index.ts';

/** Trained values for 28x28 images and ten classes, by hand from the layers. */
const parameterCounts: Record<ModelPresetName, number> = {
  ann: 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10,
  mlp: 784 * 512 + 3 * 512 + 512 * 256 + 3 * 256 + 256 * 128 + 3 * 128 + 128 * 10 + 10,
  cnn: 9 * 32 + 32 + 9 * 32 * 64 + 64 + 3136 * 128 + 128 + 128 * 10 + 10,
  'deep-cnn':
    9 * (32 + 32 * 32 + 32 * 64 + 64 * 64 + 64 * 128) +
    3 * (32 + 32 + 64 + 64 + 128) +
    (7 * 7 * 128 * 128 + 3 * 128) +
    (128 * 10 + 10),
};

describe('model presets', () => {
  const folders = { presets: import.meta.dirname, recipes: `${import.meta.dirname}/../../train/recipes` };

  it.each(Object.entries(folders))('name every file of %s', (_, folder) => {
    const files = readdirSync(folder).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    expect(modelPresetNames.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
  });

  it.each(modelPresetNames)('%s has the trained values that its layers say, and survives JSON', (name) => {
    const model = modelPresets[name]({ input: [28, 28, 1], classes: 10 });
    const graph = new Graph('preset');
    const built = buildModel(graph, model, graph.input('images', 'uint8', [2, 28, 28, 1]), true);
    expect(countParameters(built.parameters)).toBe(parameterCounts[name]);
    expect(modelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  it.each(modelPresetNames)('%s has a recipe of its own that is accepted', (name) => {
    expect(parseRecipe(recipePresets[name]).model).toBe(name);
  });

  it('refuse images that they would pool away', () => {
    const model = modelPresets.cnn({ input: [2, 2, 1], classes: 10 });
    const graph = new Graph('preset');
    const images = graph.input('images', 'uint8', [2, 2, 2, 1]);
    expect(() => buildModel(graph, model, images, true)).toThrow(
      'layers[3]: maxPool2d: a 2x2 window does not fit',
    );
  });
});
