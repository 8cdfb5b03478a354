import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { fillTemplate, namedParameters } from './template.ts';

describe('a template', () => {
  it.each<[string, Json, Record<string, string | number | boolean>, Json]>([
    ['a parameter', { units: { $param: 'units' } }, { units: 32 }, { units: 32 }],
    ['a parameter that is not in use', { units: { $param: 'units' }, rate: 1 }, {}, { rate: 1 }],
    ['a case', { optimizer: { $param: 'optimizer' } }, { optimizer: 'sgd' }, { optimizer: { type: 'sgd' } }],
    [
      'a case that has parameters',
      { optimizer: { $param: 'optimizer' } },
      { optimizer: 'adam', rate: 0.1 },
      { optimizer: { type: 'adam', learningRate: 0.1 } },
    ],
    ['a list in a list', ['a', { $param: 'norm' }, 'b'], { norm: true }, ['a', 'norm', 'b']],
    ['an empty list in a list', ['a', { $param: 'norm' }, 'b'], { norm: false }, ['a', 'b']],
    ['a list that is an option', { norm: { $param: 'norm' } }, { norm: true }, { norm: ['norm'] }],
    ['a repetition', [{ $repeat: 'depth', of: ['a', 'b'] }, 'c'], { depth: 2 }, ['a', 'b', 'a', 'b', 'c']],
    ['no repetition', [{ $repeat: 'depth', of: ['a'] }], { depth: 0 }, []],
    [
      'parameters of repetitions',
      [{ $repeat: 'depth', of: [{ units: { $param: 'units' } }] }],
      { depth: 2, 'units[0]': 8, 'units[1]': 16 },
      [{ units: 8 }, { units: 16 }],
    ],
    [
      'a condition that holds',
      [{ $when: { norm: [true, 1] }, then: ['x', 'y'] }],
      { norm: true },
      ['x', 'y'],
    ],
    ['one that does not', { rate: { $when: { norm: false }, then: 1 } }, { norm: true }, {}],
    ['data', { units: { $data: 'classes' } }, {}, { units: 47 }],
  ])('is filled with %s', (_, template, params, expected) => {
    const cases = {
      optimizer: { sgd: { type: 'sgd' }, adam: { type: 'adam', learningRate: { $param: 'rate' } } },
      norm: { true: ['norm'], false: [] },
    };
    expect(fillTemplate(template, params, cases, { classes: 47 })).toEqual(expected);
  });

  it.each<[Json, string]>([
    [{ $repeat: 'depth', of: [] }, '"$repeat" stands outside a list'],
    [[{ $repeat: 'depth' }], '"$repeat" goes with "of"'],
    [[{ $repeat: 'depth', of: ['a'], more: 1 }], '"$repeat" goes with "of"'],
    [[{ $repeat: 'word', of: ['a'] }], '"$repeat": "word" is no count'],
    [{ a: { $param: 3 } }, '"$param" goes with the name of a parameter'],
    [{ a: { $data: 'pixels' } }, '"$data": there is no "pixels"'],
    [{ a: { $when: 1, then: 2 } }, '"$when" goes with "then"'],
    [{ a: { $param: 'word' } }, 'cases.word names itself, by word, word'],
  ])('refuses %j', (template, message) => {
    const cases = { word: { w: { $param: 'word' } } };
    expect(() => fillTemplate(template, { depth: 2, word: 'w' }, cases)).toThrow(message);
  });

  it('says which parameters it mentions', () => {
    const template = [
      { $repeat: 'a', of: [{ x: { $param: 'b' } }, { $when: { c: 1 }, then: { $param: 'd' } }] },
    ];
    expect([...namedParameters(template)]).toEqual(['a', 'b', 'c', 'd']);
  });
});
