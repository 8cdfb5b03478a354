import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../core/parse-options.ts';
import { randomStream } from '../../core/random.ts';
import type { ImageShape } from '../augment/augmentation.ts';
import { createBatchMixer } from './batch-mixer.ts';
import { symmetricBeta } from './beta.ts';
import { cutMix } from './cut-mix.ts';
import { mixSchema } from './index.ts';
import type { MixSpec } from './mix.ts';
import { mixup } from './mixup.ts';

/** Mixes a batch of images of one value each. */
function mixed(spec: MixSpec, values: readonly number[], shape: ImageShape, position = 0, seed = 3) {
  const size = shape[0] * shape[1] * shape[2];
  const images = Uint8Array.from({ length: values.length * size }, (_, at) => values[Math.floor(at / size)]!);
  const out = {
    images: new Uint8Array(images.length).fill(99),
    partnerRows: new Int32Array(values.length),
    shares: new Float32Array(values.length),
  };
  createBatchMixer(parseOptions(mixSchema, spec, 'mix'), shape, seed)({ images, epoch: 0, position }, out);
  return { ...out, row: (index: number) => [...out.images.subarray(index * size, (index + 1) * size)] };
}

const values = [0, 50, 100, 150, 200, 250];

describe.each([
  ['mixup', mixup({ alpha: 1 })],
  ['cutMix', cutMix()],
] as const)('%s', (_, spec) => {
  it('gives every image one partner of the batch, each once', () => {
    const { partnerRows } = mixed(spec, values, [4, 4, 1]);
    expect([...partnerRows].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('gives the same bytes for the same place, and others for another', () => {
    const [once, again, elsewhere] = [0, 0, 6].map((place) => mixed(spec, values, [4, 4, 2], place));
    expect(again!.images).toEqual(once!.images);
    expect(again!.shares).toEqual(once!.shares);
    expect(elsewhere!.images).not.toEqual(once!.images);
  });

  it('leaves images alone with probability 0, and some with one half', () => {
    const { images, shares } = mixed({ ...spec, probability: 0 }, values, [4, 4, 1]);
    expect([...new Set(images)]).toEqual(values);
    expect([...shares]).toEqual(values.map(() => 1));
    const some = mixed({ ...spec, probability: 0.5 }, new Array<number>(400).fill(7), [2, 2, 1]);
    const alone = some.shares.filter((share) => share === 1).length;
    expect(alone).toBeGreaterThan(150);
    if (spec.type === 'mixup') expect(alone).toBeLessThan(250);
  });

  it('tells the share that each image has in its mixture, for images of any size', () => {
    const anyShape = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 3 }),
    );
    const check = fc.property(anyShape, fc.nat(99), (shape, seed) => {
      const { row, shares, partnerRows } = mixed(spec, values, shape, 0, seed);
      values.forEach((value, index) => {
        const partner = values[partnerRows[index]!]!;
        const share = shares[index]!;
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        const bytes = row(index);
        const mean = bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;
        // Mixup rounds to bytes.
        expect(Math.abs(mean - (share * value + (1 - share) * partner))).toBeLessThan(0.51);
      });
    });
    fc.assert(check, { numRuns: 40 });
  });
});

describe('cutMix', () => {
  it('takes one rectangle from the partner', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { row, partnerRows, shares } = mixed(cutMix(), values, [6, 8, 1], 0, seed);
      const bytes = row(2);
      const partner = values[partnerRows[2]!]!;
      if (partner === 100) continue;
      const taken = [...bytes.keys()].filter((index) => bytes[index] === partner);
      const rows = new Set(taken.map((index) => Math.floor(index / 8))).size;
      const columns = new Set(taken.map((index) => index % 8)).size;
      expect(taken.length).toBe(rows * columns);
      expect(shares[2]).toBeCloseTo(1 - taken.length / 48, 6);
    }
  });
});

describe('symmetricBeta', () => {
  it.each([0.05, 0.2, 1, 4])('has the mean and the variance of Beta(%f, the same)', (alpha) => {
    const random = randomStream(2, 'test');
    const drawn = Array.from({ length: 20_000 }, () => symmetricBeta(random, alpha));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(variance * 4 * (2 * alpha + 1) - 1)).toBeLessThan(0.04);
    expect(drawn.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('is uniform for an alpha of 1', () => {
    const random = randomStream(2, 'test');
    const quarters = [0, 0, 0, 0];
    for (let draw = 0; draw < 20_000; draw++) quarters[Math.floor(4 * symmetricBeta(random, 1))]!++;
    for (const count of quarters) expect(Math.abs(count - 5000)).toBeLessThan(250);
  });
});

describe('refusals', () => {
  it.each([
    [{ type: 'blend' }, 'mix: type: expected a type of mixup, cutMix, got "blend"'],
    [{ type: 'mixup', alpha: 0 }, 'mix: alpha: expected a number above 0, got 0'],
    [{ type: 'cutMix', probability: 2 }, 'mix: probability: expected a number from 0 to 1, got 2'],
    [{ type: 'mixup', beta: 1 }, 'mix: unknown option beta'],
  ])('%j', (spec, message) => {
    expect(() => parseOptions(mixSchema, spec, 'mix')).toThrow(message);
  });
});
