import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../train/recipe.ts';
import { applySettings } from '../core/settings.ts';
import { collectSetting } from './set-option.ts';

const recipe = {
  model: {
    input: [28, 28, 1],
    classes: 10,
    layers: [
      { type: 'flatten' },
      { type: 'dropout', rate: 0.5 },
      { type: 'branches', paths: [[], [{ type: 'flatten' }]] },
    ],
  },
  optimizer: { type: 'adam', learningRate: 1e-3 },
  epochs: 1,
  batchSize: 8,
};
const apply = (...texts: string[]) =>
  applySettings(
    recipeSchema,
    recipe,
    texts.flatMap((text) => collectSetting(text)),
    '--set',
  ) as Record<string, unknown>;

describe('--set', () => {
  it.each<[string, readonly string[], object]>([
    ['a number', ['optimizer.learningRate=1e-2'], { optimizer: { type: 'adam', learningRate: 0.01 } }],
    ['a text without quotes', ['data=sketches'], { data: 'sketches' }],
    ['a text with them', ['name="12"'], { name: '12' }],
    ['an empty text', ['data='], { data: '' }],
    ['a text with an equals sign', ['data=a=b'], { data: 'a=b' }],
    ['an object', ['validation={"count": 9}'], { validation: { count: 9 } }],
    ['what is not there yet', ['stop.restoreBest=false'], { stop: { restoreBest: false } }],
    [
      'one after the other',
      ['optimizer.type=sgd', 'optimizer.momentum=0.9', 'epochs=2', 'epochs=3'],
      { optimizer: { type: 'sgd', learningRate: 1e-3, momentum: 0.9 }, epochs: 3 },
    ],
  ])('sets %s', (_, texts, changed) => {
    const before = JSON.stringify(recipe);
    expect(apply(...texts)).toEqual({ ...recipe, ...changed });
    expect(JSON.stringify(recipe)).toBe(before);
  });

  it('goes into lists by their index', () => {
    const changed = apply(
      'model.layers[1].rate=0.25',
      'model.layers[2].paths[1][0].type=dropout',
    ) as typeof recipe;
    expect(changed.model.layers[1]).toEqual({ type: 'dropout', rate: 0.25 });
    expect(changed.model.layers[2]).toEqual({ type: 'branches', paths: [[], [{ type: 'dropout' }]] });
  });

  it.each<[string, string, object]>([
    ['no value', 'epochs', { message: '--set: cannot read "epochs"' }],
    ['no path', '=3', { message: '--set: cannot read "=3"' }],
    ['a broken path', 'model..layers=3', { message: '--set: cannot read "model..layers=3"' }],
    ['broken JSON', 'validation={count: 9}', { message: '--set validation: not valid JSON: {count: 9}' }],
    [
      'a slip',
      'optimizer.learningrate=1',
      {
        message: '--set optimizer.learningrate: unknown option learningrate',
        hint: 'Did you mean learningRate?',
      },
    ],
    [
      'a slip at the top',
      'epoch=1',
      { message: '--set epoch: unknown option epoch', hint: 'Did you mean epochs?' },
    ],
    [
      'an option of another type',
      'optimizer.momentum=0.9',
      {
        message: '--set optimizer.momentum: unknown option momentum',
        expected: expect.stringMatching(/^one of .*beta1/) as string,
      },
    ],
    [
      'a path into a number',
      'epochs.max=1',
      { message: '--set epochs.max: epochs is no object that has max' },
    ],
    [
      'a name of a list',
      'model.layers.rate=1',
      { message: '--set model.layers.rate: model.layers is no object that has rate' },
    ],
    ['an index of an object', 'model[0]=1', { message: '--set model[0]: model is no list that has [0]' }],
    [
      'an index past the end',
      'model.layers[3].rate=1',
      { message: '--set model.layers[3]: model.layers has 3 entries, from [0]' },
    ],
    ['a prototype', '__proto__.polluted=1', { message: '--set __proto__: unknown option __proto__' }],
    [
      'a prototype within',
      'stop.__proto__.polluted=1',
      { message: '--set stop.__proto__: unknown option __proto__' },
    ],
    [
      'a constructor',
      'constructor.prototype.polluted=1',
      { message: '--set constructor: unknown option constructor' },
    ],
  ])('refuses %s', (_, text, error) => {
    expect(() => apply(text)).toThrow(
      expect.objectContaining({ name: 'OptionError', exitCode: 2, ...error }),
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
