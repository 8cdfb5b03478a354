import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutation, randomStream } from '../../src/core/random.ts';

describe('random streams', () => {
  const seeds = fc.maxSafeNat();

  it('are the same for the same name, and others for another seed, purpose or index', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.nat(), (seed, purpose, index) => {
        const start = (...name: Parameters<typeof randomStream>) => {
          const stream = randomStream(...name);
          return [stream.uint32(), stream.uint32(), stream.uint32()].join();
        };
        const own = start(seed, purpose, index);
        expect(start(seed, purpose, index)).toBe(own);
        expect(start(seed === 0 ? 1 : seed - 1, purpose, index)).not.toBe(own);
        expect(start(seed, `${purpose}.`, index)).not.toBe(own);
        expect(start(seed, purpose, index + 1)).not.toBe(own);
        expect(start(seed, purpose)).not.toBe(own);
      }),
    );
  });

  it('fill words as they draw them one by one', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 3000 }), (seed, length) => {
        const words = new Uint32Array(length);
        randomStream(seed, 'fill').fillUint32(words);
        const stream = randomStream(seed, 'fill');
        expect(words).toEqual(Uint32Array.from({ length }, () => stream.uint32()));
      }),
      { numRuns: 15 },
    );
  });

  it('keep to their ranges, and permute', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), fc.nat(300), (seed, bound, count) => {
        const stream = randomStream(seed, 'ranges');
        const drawn = stream.integer(bound);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
        const unit = stream.float64();
        expect(unit >= 0 && unit < 1).toBe(true);
        const order = permutation(stream, count);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });
});
