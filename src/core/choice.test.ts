import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { choiceNames, choiceSchema, resolveChoice, type ChoiceSpec } from './choice.ts';
import { parseOptions } from './parse-options.ts';

const choices = [
  { type: 'plain', options: z.strictObject({}) },
  { type: 'sloped', options: z.strictObject({ slope: z.number('Expected a number').default(0.5) }) },
  { type: 'constant', options: z.strictObject({ value: z.number('Expected a number') }) },
] as const;
const schema = z.strictObject({ kind: choiceSchema(choices) });

describe('a choice', () => {
  it.each<ChoiceSpec<(typeof choices)[number]>>([
    'plain',
    'sloped',
    { type: 'plain' },
    { type: 'constant', value: 3 },
  ])('keeps %j as it is written', (kind) => {
    expect(parseOptions(schema, { kind }, 'test')).toEqual({ kind });
  });

  it('fills in defaults', () => {
    expect(parseOptions(schema, { kind: { type: 'sloped' } }, 'test')).toEqual({
      kind: { type: 'sloped', slope: 0.5 },
    });
    expect(resolveChoice(choices, 'sloped')).toEqual({ definition: choices[1], options: { slope: 0.5 } });
    expect(resolveChoice(choices, { type: 'constant', value: 2 } as never).options).toEqual({ value: 2 });
  });

  it('has a name alone only where nothing must be given', () => {
    expect(choiceNames(choices)).toEqual(['plain', 'sloped']);
  });

  it.each<[unknown, string]>([
    ['constant', 'test: kind: expected one of plain, sloped, { "type": "constant", ... }, got "constant"'],
    ['slopey', 'test: kind: expected one of plain, sloped'],
    [{ type: 'slopey' }, 'test: kind.type: expected one of plain, sloped, constant, got "slopey"'],
    [{ type: 'sloped', slope: 'x' }, 'test: kind.slope: expected a number, got "x"'],
    [{ type: 'constant' }, 'test: kind.value: expected a number, got nothing'],
    [{ type: 'sloped', slop: 1 }, 'test: kind: unknown option slop'],
    [{ type: 'plain', slope: 1 }, 'test: kind: unknown option slope'],
  ])('refuses %j', (kind, message) => {
    expect(() => parseOptions(schema, { kind }, 'test')).toThrow(message);
  });
});
