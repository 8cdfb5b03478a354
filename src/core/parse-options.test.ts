import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownOptions, knownWords, takesAnyOption } from './known-options.ts';
import { nearest } from './nearest.ts';
import { parseOptions } from './parse-options.ts';

interface Tree {
  readonly name?: string | undefined;
  readonly children?: readonly Tree[] | undefined;
}
const tree: z.ZodType<Tree> = z.strictObject({
  name: z.string().optional(),
  children: z.lazy(() => z.array(tree)).optional(),
});
const shape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('circle'), radius: z.number().gt(0) }),
  z.strictObject({ type: z.literal('square'), side: z.number(), filled: z.boolean().default(false) }),
]);
const schema = z.strictObject({
  shape,
  size: z.union([z.number(), z.tuple([z.number(), z.number()])], 'Expected one number or two'),
  tree: tree.optional(),
  weights: z.record(z.string(), z.number()).optional(),
  length: z.union([z.strictObject({ steps: z.number() }), z.strictObject({ epochs: z.number() })]).optional(),
});
const good = { shape: { type: 'circle', radius: 1 }, size: 1 };

describe('parseOptions', () => {
  it.each<[string, unknown, { message: string; expected?: string; hint?: string | undefined }]>([
    [
      'a wrong type',
      { ...good, shape: { type: 'square', side: 'x' } },
      { message: 'thing: shape.side: expected a number, got "x"' },
    ],
    [
      'a slip in a name, before what is missing for it',
      { ...good, shape: { type: 'circle', radios: 1 } },
      {
        message: 'thing: shape: unknown option radios',
        expected: 'one of type, radius',
        hint: 'Did you mean radius?',
      },
    ],
    [
      'a name that is like no other',
      { ...good, colour: 1 },
      {
        message: 'thing: unknown option colour',
        expected: 'one of shape, size, tree, weights, length',
        hint: undefined,
      },
    ],
    [
      'options of two forms together, each of which there is',
      { ...good, length: { steps: 1, epochs: 2 } },
      {
        message: 'thing: length: epochs does not go with the other options, got {"steps":1,"epochs":2}',
        expected: 'one form of those with steps, epochs',
        hint: undefined,
      },
    ],
    [
      'a type that there is not',
      { ...good, shape: { type: 'cirlce' } },
      {
        message: 'thing: shape.type: expected one of circle, square, got "cirlce"',
        hint: 'Did you mean circle?',
      },
    ],
    [
      'a number out of range',
      { ...good, shape: { type: 'circle', radius: 0 } },
      { message: 'thing: shape.radius: expected more than 0, got 0' },
    ],
    [
      'no form of several',
      { ...good, size: [1, 2, 3] },
      { message: 'thing: size: expected one number or two, got [1,2,3]' },
    ],
    [
      'what lies deep',
      { ...good, tree: { children: [{}, { children: 3 }] } },
      { message: 'thing: tree.children[1].children: expected a list, got 3' },
    ],
    [
      'a flag',
      { ...good, shape: { type: 'square', side: 1, filled: 'no' } },
      { message: 'thing: shape.filled: expected true or false, got "no"' },
    ],
    ['nothing', undefined, { message: 'thing: expected an object, got nothing' }],
    ['a prototype', JSON.parse('{"__proto__":{"size":1}}'), { message: 'thing: unknown option __proto__' }],
  ])('refuses %s', (_, value, { message, expected, hint }) => {
    expect(() => parseOptions(schema, value, 'thing')).toThrow(
      expect.objectContaining({
        name: 'OptionError',
        message,
        ...(expected === undefined ? {} : { expected }),
        hint,
      }),
    );
  });

  it('shortens long values', () => {
    expect(() => parseOptions(schema, 'x'.repeat(100), 'thing')).toThrow(/, got "x{76}\.\.\.$/);
  });
});

describe('what a schema knows', () => {
  it('are the options of the type that a value has, or of all', () => {
    expect(knownOptions(schema, good, ['shape'])).toEqual(['type', 'radius']);
    expect(knownOptions(schema, {}, ['shape'])).toEqual(['type', 'radius', 'side', 'filled']);
    expect(knownOptions(schema, {}, ['tree', 'children', 3, 'children', 0])).toEqual(['name', 'children']);
    expect(knownOptions(schema, {}, ['tree', 'constructor'])).toEqual([]);
  });

  it('are words, and whether any name will do', () => {
    expect(knownWords(schema, {}, ['shape', 'type'])).toEqual(['circle', 'square']);
    expect(takesAnyOption(schema, {}, ['weights'])).toBe(true);
    expect(takesAnyOption(schema, {}, ['tree'])).toBe(false);
  });
});

describe('nearest', () => {
  it.each([
    ['learningrate', 'learningRate'],
    ['learnignRate', 'learningRate'],
    ['epoch', 'epochs'],
    ['lr', undefined],
    ['batch', 'batchSize'],
    ['ba', undefined],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, ['epochs', 'learningRate', 'batchSize'])).toBe(meant);
  });
});
