import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../core/errors.ts';
import { parseOptions } from '../../core/parse-options.ts';
import { randomStream } from '../../core/random.ts';
import { changed, checked, picture } from '../../testing/changed-image.ts';
import type { AugmentationSpec } from './augmentation.ts';
import { createAugmenter } from './augmenter.ts';
import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { crop } from './crop.ts';
import { cutout } from './cutout.ts';
import { elastic } from './elastic.ts';
import { flip } from './flip.ts';
import { augmentationDefinitions, augmentationsSchema } from './index.ts';
import { mixDefinitions } from '../mix/index.ts';
import { noise } from './noise.ts';
import { randAugment } from './rand-augment.ts';
import { randomErasing } from './random-erasing.ts';
import { rotate } from './rotate.ts';
import { scale } from './scale.ts';
import { shear } from './shear.ts';
import { shift } from './shift.ts';

/** Every augmentation in strong settings; one that is missing here fails the test below. */
const cases: readonly AugmentationSpec[] = [
  shift({ horizontal: 5, vertical: 3, fill: 9 }),
  crop({ padding: 4 }),
  crop({ padding: 4, mode: 'edge' }),
  flip({ probability: 1 }),
  flip({ direction: 'vertical', probability: 1 }),
  rotate({ degrees: 180 }),
  rotate({ degrees: [-30, 60], interpolation: 'nearest', fill: 7 }),
  scale({ factor: [0.3, 3] }),
  shear({ degrees: 60 }),
  shear({ degrees: 60, direction: 'vertical', interpolation: 'nearest' }),
  elastic({ displacement: 20, spacing: 2.5 }),
  brightness({ change: 1 }),
  contrast({ factor: [0.1, 10] }),
  noise({ deviation: 1 }),
  randomErasing({ probability: 1 }),
  randomErasing({ probability: 1, area: [0.001, 1], fill: 'noise' }),
  cutout({ size: 12, count: 2, fill: 255 }),
  randAugment({ operations: 3, magnitude: 30 }),
];

const name = ({ type, ...options }: AugmentationSpec) => `${type} ${JSON.stringify(options)}`;
const named = cases.map((spec) => [name(spec), spec] as const);

const anyShape = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 4 }),
);

describe('every augmentation', () => {
  it('has a case here', () => {
    const types = new Set(cases.map(({ type }) => type));
    expect([...types].sort()).toEqual(augmentationDefinitions.map(({ type }) => type).sort());
  });

  it('has a picture in the documentation', () => {
    const folder = new URL('../../../docs/', import.meta.url);
    const text = readFileSync(new URL('augmentation.md', folder), 'utf8');
    for (const { type } of [...augmentationDefinitions, ...mixDefinitions]) {
      const picture = `images/augment/${type}.png`;
      expect(text).toContain(`### ${type}\n`);
      expect(text).toContain(`](${picture})`);
      expect(existsSync(new URL(picture, folder)), `docs/${picture}: npm run pictures`).toBe(true);
    }
  });

  it.each(named)('%s gives the same bytes for the same seed, and others for another', (_, spec) => {
    const shape = [28, 28, 1] as const;
    const image = picture(shape);
    const before = image.slice();
    const augment = createAugmenter(checked(spec), shape);
    const results = Array.from({ length: 12 }, (__, seed) => {
      const out = new Uint8Array(image.length);
      augment(image, randomStream(seed, 'test'), out);
      return out;
    });
    // By the same augmenter after others, and by a fresh one.
    const again = new Uint8Array(image.length);
    augment(image, randomStream(0, 'test'), again);
    expect(again).toEqual(results[0]);
    expect(changed(image, shape, 0, spec)).toEqual(results[0]);
    expect(image).toEqual(before);
    if (spec.type !== 'flip') expect(new Set(results.map(String)).size).toBeGreaterThan(6);
  });

  it.each(named)('%s is the identity with probability 0', (_, spec) => {
    const shape = [9, 7, 3] as const;
    for (let seed = 0; seed < 20; seed++) {
      expect(changed(picture(shape), shape, seed, { ...spec, probability: 0 })).toEqual(picture(shape));
    }
  });

  it.each(named)('%s changes about as many images as its probability says', (_, spec) => {
    const shape = [13, 13, 1] as const;
    const image = picture(shape);
    const sure = (seed: number) => String(changed(image, shape, seed, spec)) !== String(image);
    const likely = (seed: number) =>
      String(changed(image, shape, seed, { ...spec, probability: 0.3 })) !== String(image);
    const seeds = Array.from({ length: 200 }, (__, seed) => seed);
    const expected = (0.3 * seeds.filter(sure).length) / 200;
    expect(Math.abs(seeds.filter(likely).length / 200 - expected)).toBeLessThan(0.12);
  });

  /** An image that answers reads beyond its bytes with an error. */
  function guarded(image: Uint8Array): Uint8Array {
    return new Proxy(image, {
      get: (target, key) => {
        if (typeof key === 'string' && /^-?[\d.]+$|NaN/.test(key) && !(key in target))
          throw new Error(`read image[${key}] of ${target.length}`);
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, key, value) => {
        if (typeof key === 'string' && !(key in target))
          throw new Error(`wrote out[${key}] of ${target.length}`);
        return Reflect.set(target, key, value, target);
      },
    });
  }

  it.each(named)('%s stays inside images of any size, and writes every byte', (_, spec) => {
    const check = fc.property(anyShape, fc.nat(1000), (shape, seed) => {
      const image = picture(shape, seed);
      const write = (rubbish: number) => {
        const out = new Uint8Array(image.length).fill(rubbish);
        const definition = augmentationDefinitions.find(({ type }) => type === spec.type)!;
        const { type: __, probability: ___, ...options } = checked(spec)[0]!;
        const change = definition.prepare(definition.options.parse(options), shape);
        change(guarded(image), randomStream(seed, 'test'), guarded(out));
        return out;
      };
      expect(write(1)).toEqual(write(2));
    });
    fc.assert(check, { numRuns: 40 });
  });

  it.each(named)('%s finds nothing but the fill where an image has nothing else', (_, spec) => {
    const isGeometric = /^(shift|crop|flip|rotate|scale|shear|elastic)$/.test(spec.type);
    if (!isGeometric) return;
    const check = fc.property(anyShape, fc.nat(1000), (shape, seed) => {
      const image = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(77);
      const filled = spec.type === 'flip' ? spec : { ...spec, fill: 77 };
      expect(changed(image, shape, seed, filled)).toEqual(image);
    });
    fc.assert(check, { numRuns: 60 });
  });

  it.each(named)('%s treats the channels of a picture alike', (_, spec) => {
    // Noise differs from channel to channel, and colour is what channels make together.
    if (spec.type === 'noise' || spec.type === 'randAugment' || spec['fill'] === 'noise') return;
    const [height, width] = [6, 11];
    const grey = picture([height, width, 1]);
    const colour = Uint8Array.from({ length: 3 * grey.length }, (__, index) => grey[Math.floor(index / 3)]!);
    const expected = changed(grey, [height, width, 1], 4, spec);
    const actual = changed(colour, [height, width, 3], 4, spec);
    expect(actual).toEqual(Uint8Array.from(actual, (__, index) => expected[Math.floor(index / 3)]!));
  });
});

describe('the pipeline', () => {
  it('applies augmentations in order', () => {
    const pipeline = [brightness({ change: [1, 1] }), brightness({ change: [-0.2, -0.2] })];
    expect([...changed(Uint8Array.of(10), [1, 1, 1], 0, ...pipeline)]).toEqual([204]);
    expect([...changed(Uint8Array.of(10), [1, 1, 1], 0, ...pipeline.toReversed())]).toEqual([255]);
  });

  it('without augmentations is the identity', () => {
    expect([...changed(Uint8Array.of(10, 20), [1, 2, 1], 0)]).toEqual([10, 20]);
  });
});

describe('refusals', () => {
  it.each([
    [[{ type: 'spin' }], 'augment: [0].type: expected an augmentation with a type of shift, crop, '],
    [{ type: 'flip' }, 'augment: expected a list of augmentations'],
    [
      [{ type: 'flip', probability: 1.5 }],
      'augment: [0].probability: expected a number from 0 to 1, got 1.5',
    ],
    [
      [{ type: 'flip', direction: 'up' }],
      'augment: [0].direction: expected one of horizontal, vertical, got "up"',
    ],
    [
      [{ type: 'shift', horizontal: -1 }],
      'augment: [0].horizontal: expected a whole number, 0 or more, got -1',
    ],
    [[{ type: 'shift' }, { type: 'shift', by: 2 }], 'augment: [1]: unknown option by'],
    [[{ type: 'rotate', degrees: -4 }], 'augment: [0].degrees: expected a number from 0 to 360 or a range'],
    [
      [{ type: 'rotate', degrees: [5, -5] }],
      'augment: [0].degrees: expected a number from 0 to 360 or a range',
    ],
    [
      [{ type: 'scale', factor: [0, 1] }],
      'augment: [0].factor[0]: expected a range [low, high] within 0.05 and 20',
    ],
    [
      [{ type: 'noise', deviation: 0 }],
      'augment: [0].deviation: expected a number above 0, at most 1, got 0',
    ],
    [[{ type: 'cutout', fill: 256 }], 'augment: [0].fill: expected a whole number from 0 to 255, got 256'],
    [
      [{ type: 'randomErasing', fill: 'red' }],
      'augment: [0].fill: expected a whole number from 0 to 255 or "noise"',
    ],
    [
      [{ type: 'randAugment', magnitude: 31 }],
      'augment: [0].magnitude: expected a whole number from 0 to 30, got 31',
    ],
  ])('%j', (specs, message) => {
    expect(() => parseOptions(augmentationsSchema, specs, 'augment')).toThrow(OptionError);
    expect(() => parseOptions(augmentationsSchema, specs, 'augment')).toThrow(message);
  });

  it('padding that cannot be mirrored, with its place', () => {
    const specs = checked(flip(), crop({ padding: 5, mode: 'reflect' }));
    expect(() => createAugmenter(specs, [5, 8, 1])).toThrow(
      'augment[1].padding: 5 pixels cannot be reflected from images of 5 × 8',
    );
  });
});
