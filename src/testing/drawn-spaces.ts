import fc from 'fast-check';
import type { SpaceInput } from '../tune/space/space.ts';

type ParameterInput = SpaceInput[string];

const floatInput = fc
  .record({
    low: fc.integer({ min: -20, max: 20 }),
    width: fc.double({ min: 0, max: 30, noNaN: true }),
    scale: fc.constantFrom('plain' as const, 'log' as const, 'step' as const),
    step: fc.constantFrom(0.1, 0.25, 3),
  })
  .map(({ low, width, scale, step }): ParameterInput => {
    const from = scale === 'log' ? 0.001 * (21 + low) : low;
    const rest = scale === 'log' ? { log: true } : scale === 'step' ? { step } : {};
    return { type: 'float', low: from, high: from + width, ...rest };
  });

const integerInput = fc
  .record({
    low: fc.integer({ min: 1, max: 20 }),
    width: fc.integer({ min: 0, max: 40 }),
    log: fc.boolean(),
    step: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ low, width, log, step }): ParameterInput => {
    return { type: 'integer', low, high: low + width, ...(log ? { log } : { step }) };
  });

const choiceInput = fc
  .uniqueArray(fc.constantFrom<number | string | boolean>('adam', 'sgd', 'lion', 1, 2.5, true, false), {
    minLength: 1,
    maxLength: 4,
  })
  .map((values): ParameterInput => ({ type: 'choice', values }));

const anyInput = fc.oneof(floatInput, integerInput, choiceInput);

/** Parameters that are always in use. */
const steady = fc
  .array(anyInput, { minLength: 1, maxLength: 4 })
  .map((inputs) => Object.fromEntries(inputs.map((input, index) => [`p${index}`, input])));

/** Parameters of one optimiser alone, or of so many layers. */
const conditional = fc
  .record({ ofKind: anyInput, ofLarge: anyInput, ofEach: anyInput })
  .map(({ ofKind, ofLarge, ofEach }): SpaceInput => ({
    kind: { type: 'choice', values: ['a', 'b', 'c'] },
    ofKind: { ...ofKind, when: { kind: ['a', 'c'] } },
    depth: { type: 'integer', low: 0, high: 3 },
    ofLarge: { ...ofLarge, when: { depth: { min: 2 }, kind: 'a' } },
    ofEach: { ...ofEach, each: 'depth' },
  }));

/** Spaces as people may write them: every kind of parameter, about half of them with conditions. */
export const drawnSpace: fc.Arbitrary<SpaceInput> = fc
  .tuple(steady, fc.option(conditional))
  .map(([always, sometimes]) => ({ ...always, ...sometimes }));
