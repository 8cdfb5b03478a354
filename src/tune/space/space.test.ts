import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { randomValue } from '../samplers/random.ts';
import { isValueOf, valueAt, valueCount, type NumericParameter } from './parameter.ts';
import { checkParams, fillParams, isInUse, parseSpace, type SpaceInput } from './space.ts';
import { fromUnit, toUnit } from './unit-interval.ts';

const conditional: SpaceInput = {
  units: { type: 'choice', values: [16, 32], each: 'depth' },
  momentum: { type: 'float', low: 0, high: 0.99, when: { optimizer: ['sgd', 'rmsprop'] } },
  nesterov: { type: 'choice', values: [true, false], when: { optimizer: 'sgd', momentum: { min: 0.5 } } },
  depth: { type: 'integer', low: 0, high: 3 },
  optimizer: { type: 'choice', values: ['adam', 'sgd', 'rmsprop'] },
};

describe('a space', () => {
  it('puts parameters after those that they depend on, one a repetition', () => {
    expect(parseSpace(conditional).parameters.map(({ name }) => name)).toEqual([
      'depth',
      'units[0]',
      'units[1]',
      'units[2]',
      'optimizer',
      'momentum',
      'nesterov',
    ]);
  });

  it('uses parameters by the values of others', () => {
    const space = parseSpace(conditional);
    const inUse = (params: Record<string, string | number>) =>
      space.parameters.filter((parameter) => isInUse(parameter, params)).map(({ name }) => name);
    expect(inUse({ depth: 0, optimizer: 'adam' })).toEqual(['depth', 'optimizer']);
    expect(inUse({ depth: 2, optimizer: 'sgd', momentum: 0.4 })).toEqual([
      'depth',
      'units[0]',
      'units[1]',
      'optimizer',
      'momentum',
    ]);
    expect(inUse({ optimizer: 'sgd', momentum: 0.5 })).toEqual([
      'depth',
      'optimizer',
      'momentum',
      'nesterov',
    ]);
  });

  it.each<[SpaceInput | object, string]>([
    [{ 'a b': { type: 'choice', values: [1] } }, 'space: a b: expected a name of letters'],
    [{ a: { type: 'text' } }, 'space: a.type: expected a parameter with a type of float, integer, choice'],
    [{ a: { type: 'float', low: 2, high: 1 } }, 'space: a.high: expected at least low, which is 2, got 1'],
    [
      { a: { type: 'float', low: 0, high: 1, log: true } },
      'space: a.low: expected a number above 0 with log',
    ],
    [
      { a: { type: 'float', low: 1, high: 2, log: true, step: 0.1 } },
      'space: a.step: expected no step with log',
    ],
    [{ a: { type: 'integer', low: 0.5, high: 1 } }, 'space: a.low: expected a whole number, got 0.5'],
    [{ a: { type: 'choice', values: [] } }, 'space: a.values: expected at least one value'],
    [{ a: { type: 'choice', values: [1, 1] } }, 'space: a.values: expected values that differ'],
    [{ a: { type: 'choice', values: [1], when: { b: 1 } } }, 'space: a depends on b, which is no parameter'],
    [
      {
        a: { type: 'choice', values: [1], when: { b: 1 } },
        b: { type: 'choice', values: [1], when: { a: 1 } },
      },
      'space: a depends on itself, by a, b, a',
    ],
    [
      { a: { type: 'choice', values: [1], when: { b: 3 } }, b: { type: 'choice', values: [1, 2] } },
      'space: a.when.b can never be 3',
    ],
    [
      { a: { type: 'choice', values: [1], each: 'b' }, b: { type: 'float', low: 0, high: 2 } },
      'space: a.each names b, which does not count anything',
    ],
  ])('refuses %j', (value, message) => {
    expect(() => parseSpace(value)).toThrow(message);
  });

  it('refuses values that a parameter cannot have', () => {
    const space = parseSpace(conditional);
    expect(() => checkParams(space, { depth: 4 })).toThrow('params: depth cannot be 4');
    expect(() => checkParams(space, { deep: 4 })).toThrow('params: there is no parameter deep');
    expect(checkParams(space, { depth: 3 })).toEqual({ depth: 3 });
  });
});

const numeric = fc
  .record({
    type: fc.constantFrom('float' as const, 'integer' as const),
    low: fc.integer({ min: 1, max: 50 }),
    width: fc.integer({ min: 0, max: 40 }),
    log: fc.boolean(),
    step: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  })
  .map(({ width, step, ...rest }): NumericParameter => {
    const whole = rest.type === 'integer' ? (rest.log ? 1 : (step ?? 1)) : rest.log ? undefined : step;
    return {
      ...rest,
      name: 'x',
      conditions: [],
      high: rest.low + width,
      ...(whole === undefined ? {} : { step: whole }),
    };
  });

describe('numbers on the unit interval', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(numeric, fc.double({ min: 0, max: 1, noNaN: true }), (parameter, unit) => {
        const value = fromUnit(parameter, unit);
        expect(isValueOf(parameter, value)).toBe(true);
        expect(fromUnit(parameter, toUnit(parameter, value))).toBeCloseTo(value, 9);
      }),
    );
  });

  it.each([0.3, 0.35])('give every value of a stepped parameter the same part, up to %d', (high) => {
    const parameter: NumericParameter = {
      type: 'float',
      name: 'x',
      low: 0,
      high,
      step: 0.1,
      log: false,
      conditions: [],
    };
    expect(Array.from({ length: valueCount(parameter) }, (_, index) => valueAt(parameter, index))).toEqual([
      0, 0.1, 0.2, 0.3,
    ]);
    expect([0.01, 0.24, 0.26, 0.49, 0.51, 0.74, 0.76, 0.99].map((unit) => fromUnit(parameter, unit))).toEqual(
      [0, 0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3],
    );
  });
});

describe('params', () => {
  it('drawn at random fit together', () => {
    const space = parseSpace(conditional);
    for (let trial = 0; trial < 50; trial++) {
      const random = randomStream(0, 'test', trial);
      const params = fillParams(space, (parameter) => randomValue(parameter, random));
      for (const parameter of space.parameters) {
        expect(Object.hasOwn(params, parameter.name)).toBe(isInUse(parameter, params));
        if (isInUse(parameter, params)) expect(isValueOf(parameter, params[parameter.name])).toBe(true);
      }
    }
  });
});
