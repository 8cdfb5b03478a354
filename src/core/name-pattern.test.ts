import { describe, expect, it } from 'vitest';
import { OptionError } from './errors.ts';
import { namePatternsSchema, selectNames } from './name-pattern.ts';
import { parseOptions } from './parse-options.ts';

const NAMES = ['conv2d1.kernel', 'conv2d1.bias', 'conv2d12.kernel', 'dense1.kernel', 'dense1.bias'];
const select = (patterns: string | string[]) =>
  selectNames(patterns, NAMES, 'optimizer.groups[0].parameters', 'parameter');

describe('selectNames', () => {
  it.each<[string | string[], string[]]>([
    ['dense1.bias', ['dense1.bias']],
    ['conv*.kernel', ['conv2d1.kernel', 'conv2d12.kernel']],
    ['conv2d?.kernel', ['conv2d1.kernel']],
    ['*', NAMES],
    ['conv2d1*', ['conv2d1.kernel', 'conv2d1.bias', 'conv2d12.kernel']],
    // In the order of the names, each once.
    [
      ['dense1.*', 'conv2d1.*', '*.bias'],
      ['conv2d1.kernel', 'conv2d1.bias', 'dense1.kernel', 'dense1.bias'],
    ],
    [['*', '!dense1.*'], NAMES.slice(0, 3)],
    [
      ['*', '!*.bias', 'dense1.bias'],
      ['conv2d1.kernel', 'conv2d12.kernel', 'dense1.kernel', 'dense1.bias'],
    ],
  ])('%j chooses %j', (patterns, expected) => {
    expect(select(patterns)).toEqual(expected);
  });

  it.each<[string | string[]]>([
    ['kernel'],
    ['conv2d1'],
    ['conv2d1xkernel'],
    ['Dense*'],
    [['*', '!dense2.*']],
  ])('refuses %j, which matches nothing, and lists the names', (patterns) => {
    const last = [patterns].flat().at(-1)!;
    const message = `optimizer.groups[0].parameters: no parameter matches "${last}"; there are ${NAMES.join(', ')}`;
    expect(() => select(patterns)).toThrow(OptionError);
    expect(() => select(patterns)).toThrow(message);
  });

  it('takes every other character as it is', () => {
    const names = ['a.b', 'axb', 'a+b', 'a(b)', 'a[b]', 'a\\b', 'a-b', 'a/b'];
    for (const name of names) expect(selectNames(name, names, 'here', 'name')).toEqual([name]);
  });
});

describe('namePatternsSchema', () => {
  it.each([
    [3, 'expected a pattern of names such as "conv*.kernel", or a list of them, got 3'],
    ['', 'expected a pattern of names such as "conv*.kernel", got ""'],
    ['!dense*', 'expected a pattern that chooses names, got "!dense*"'],
    [[], 'expected a list of patterns that begins with one that chooses names, got []'],
    [['!dense*'], 'expected a list of patterns that begins with one that chooses names, got ["!dense*"]'],
    [['*', 7], '[1]: expected a pattern of names such as "conv*.kernel", got 7'],
  ])('refuses %j', (value, message) => {
    expect(() => parseOptions(namePatternsSchema, value, 'parameters')).toThrow(`parameters: ${message}`);
  });

  it('takes one pattern or several', () => {
    expect(parseOptions(namePatternsSchema, 'conv*', 'p')).toBe('conv*');
    expect(parseOptions(namePatternsSchema, ['*', '!conv*'], 'p')).toEqual(['*', '!conv*']);
  });
});
