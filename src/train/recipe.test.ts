import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { layerDefinitions } from '../nn/layers/index.ts';
import { parseRecipe, recipeJsonSchema } from './recipe.ts';
import { recipePresets } from './recipes/index.ts';

const layers = [flatten(), dense({ units: 4 })];
const recipe = {
  model: { input: [28, 28, 1], classes: 10, layers },
  optimizer: { type: 'adam', learningRate: 1e-3 },
  epochs: 1,
  batchSize: 8,
};
const withLayer = (layer: object) => ({
  ...recipe,
  model: { ...recipe.model, layers: [...layers, flatten(), layer] },
});

describe('a recipe that is built in', () => {
  it.each(Object.entries(recipePresets))(
    '%s holds out a share, so that it trains on small data sets',
    (_, preset) => {
      expect(preset.validation).toEqual({ fraction: 1 / 12 });
    },
  );
});

describe('a recipe that cannot be accepted', () => {
  it.each<[string, unknown, string]>([
    [
      'a number out of range',
      withLayer({ type: 'conv2d', filters: -3, kernelSize: 3 }),
      'model.layers[3].filters: expected a positive integer, got -3',
    ],
    [
      'a missing number',
      withLayer({ type: 'dense' }),
      'model.layers[3].units: expected a positive integer, got nothing',
    ],
    [
      'an unknown option of a layer',
      withLayer({ type: 'dense', units: 3, unit: 4 }),
      'model.layers[3]: unknown option unit',
    ],
    ['an unknown layer', withLayer({ type: 'lstm' }), 'model.layers[3]'],
    [
      'a word that is none of the words',
      withLayer({ type: 'dense', units: 3, activation: 'swosh' }),
      'model.layers[3].activation: expected one of linear, relu, relu6, leakyRelu, elu, selu, gelu, silu, softplus, ',
    ],
    [
      'an option of an activation',
      withLayer({ type: 'dense', units: 3, activation: { type: 'leakyRelu', slope: 0.1 } }),
      'model.layers[3].activation: unknown option slope',
    ],
    [
      'a layer inside a branch',
      withLayer({ type: 'branches', paths: [[], [{ type: 'dropout', rate: 1 }]] }),
      'model.layers[3].paths[1][0].rate: expected a number from 0 to below 1, got 1',
    ],
    [
      'an unknown preset',
      { ...recipe, model: 'vgg' },
      'model: expected a model or one of ann, mlp, cnn, deep-cnn, lenet5,',
    ],
    ['an unknown option', { ...recipe, epoch: 3 }, 'recipe: unknown option epoch'],
    [
      'an option of the optimizer',
      { ...recipe, optimizer: { type: 'adam', learningRate: 1e-3, beta3: 1 } },
      'optimizer: unknown option beta3',
    ],
    [
      'a learning rate of zero',
      { ...recipe, optimizer: { type: 'sgd', learningRate: 0 } },
      'optimizer.learningRate: expected a number above 0',
    ],
    [
      'a schedule',
      { ...recipe, optimizer: { type: 'sgd', learningRate: { type: 'cosine', initial: 0 } } },
      'optimizer.learningRate.initial: expected a number above 0, got 0',
    ],
    [
      'nesterov without momentum',
      { ...recipe, optimizer: { type: 'sgd', learningRate: 1, nesterov: true } },
      'optimizer.nesterov: expected a momentum above 0 with nesterov, got true',
    ],
    [
      'a fraction of a batch',
      { ...recipe, batchSize: 1.5 },
      'batchSize: expected a positive integer, got 1.5',
    ],
    ['both ways of holding out', { ...recipe, validation: { fraction: 0.1, count: 3 } }, 'validation'],
    ['nothing at all', undefined, 'recipe: '],
  ])('%s', (_, value, message) => {
    expect(() => parseRecipe(value)).toThrow(
      expect.objectContaining({
        name: 'OptionError',
        exitCode: 2,
        message: expect.stringContaining(message) as string,
      }),
    );
  });

  it('is accepted when nothing is wrong, with defaults filled in', () => {
    expect(parseRecipe(recipe)).toMatchObject({ seed: 0, validation: { fraction: 0.1 } });
  });
});

describe('the JSON Schema of recipes', () => {
  const document = recipeJsonSchema() as z.core.JSONSchema.JSONSchema;
  const schema = z.fromJSONSchema(document);

  it.each(Object.entries(recipePresets))('accepts %s', (_, preset) => {
    expect(schema.safeParse(JSON.parse(JSON.stringify(preset))).error).toBeUndefined();
  });

  it('accepts layers within layers, and a file that names it', () => {
    const paths = [[{ type: 'dropout', rate: 0.5 }], []];
    const nested = withLayer({ type: 'branches', paths });
    expect(schema.safeParse({ $schema: './recipe.schema.json', ...nested }).success).toBe(true);
  });

  it.each([
    ['an unknown option', { ...recipe, epoch: 3 }],
    ['a number out of range', withLayer({ type: 'conv2d', filters: -3, kernelSize: 3 })],
    ['an unknown option of a layer', withLayer({ type: 'dense', units: 3, unit: 4 })],
    ['a layer inside a branch', withLayer({ type: 'branches', paths: [[], [{ type: 'dropout', rate: 1 }]] })],
    ['an unknown layer', withLayer({ type: 'lstm' })],
  ])('refuses %s', (_, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });

  it('gives every layer as an object of its own, with its type as a constant', () => {
    const { items } = document.$defs!['layers'] as {
      items: { oneOf: { properties: Record<string, object> }[] };
    };
    const types = items.oneOf.map(({ properties }) => properties['type']);
    expect(types).toContainEqual({ type: 'string', const: 'conv2d' });
    expect(types).toHaveLength(layerDefinitions.length);
  });
});
