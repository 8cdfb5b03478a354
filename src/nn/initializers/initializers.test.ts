import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { dense } from '../layers/dense.ts';
import { conv2d } from '../layers/conv2d.ts';
import { sequential } from '../model.ts';
import { checkInitializer, initialize, initializerDefinitions, type InitializerSpec } from './index.ts';

const FAN_IN = 48;
const FAN_OUT = 16;
const COUNT = 40_000;

/** What draws should look like: their standard deviation, their mean, and how large a number may be. */
interface Moments {
  readonly deviation: number;
  readonly mean?: number;
  readonly largest?: number;
}

/** Independent numbers: what each initialiser should draw. */
const expected: Record<string, readonly [InitializerSpec, Moments][]> = {
  constant: [
    [
      { type: 'constant', value: -0.75 },
      { deviation: 0, mean: -0.75, largest: 0.75 },
    ],
  ],
  glorotNormal: [['glorotNormal', { deviation: Math.sqrt(2 / (FAN_IN + FAN_OUT)) }]],
  glorotUniform: [
    [
      'glorotUniform',
      { deviation: Math.sqrt(2 / (FAN_IN + FAN_OUT)), largest: Math.sqrt(6 / (FAN_IN + FAN_OUT)) },
    ],
  ],
  heNormal: [['heNormal', { deviation: Math.sqrt(2 / FAN_IN) }]],
  heUniform: [['heUniform', { deviation: Math.sqrt(2 / FAN_IN), largest: Math.sqrt(6 / FAN_IN) }]],
  lecunNormal: [['lecunNormal', { deviation: Math.sqrt(1 / FAN_IN) }]],
  lecunUniform: [['lecunUniform', { deviation: Math.sqrt(1 / FAN_IN), largest: Math.sqrt(3 / FAN_IN) }]],
  ones: [['ones', { deviation: 0, mean: 1, largest: 1 }]],
  randomNormal: [
    ['randomNormal', { deviation: 0.05 }],
    [
      { type: 'randomNormal', mean: 2, stddev: 0.5 },
      { deviation: 0.5, mean: 2 },
    ],
  ],
  randomUniform: [
    ['randomUniform', { deviation: 0.05 / Math.sqrt(3), largest: 0.05 }],
    [
      { type: 'randomUniform', minval: 1, maxval: 4 },
      { deviation: 3 / Math.sqrt(12), mean: 2.5, largest: 4 },
    ],
  ],
  // The variance of a standard normal number in ±2 is 1 − 4φ(2) / (2Φ(2) − 1).
  truncatedNormal: [
    ['truncatedNormal', { deviation: 0.05 * 0.879_626, largest: 0.1 }],
    [
      { type: 'truncatedNormal', mean: 1, stddev: 2 },
      { deviation: 2 * 0.879_626, mean: 1, largest: 5 },
    ],
  ],
  varianceScaling: [
    ['varianceScaling', { deviation: Math.sqrt(1 / FAN_IN) }],
    [
      { type: 'varianceScaling', scale: 3, mode: 'fanOut', distribution: 'uniform' },
      { deviation: Math.sqrt(3 / FAN_OUT), largest: 3 / Math.sqrt(FAN_OUT) },
    ],
    [
      { type: 'varianceScaling', scale: 0.5, mode: 'fanAverage' },
      { deviation: Math.sqrt(1 / (FAN_IN + FAN_OUT)) },
    ],
  ],
  zeros: [['zeros', { deviation: 0, largest: 0 }]],
};

/** Tested apart, below. */
const matrices = ['dirac', 'orthogonal'];

const fill = (spec: InitializerSpec, shape: readonly number[]) =>
  initialize(spec, { shape, fanIn: FAN_IN, fanOut: FAN_OUT }, randomStream(3, 'initializer'));

describe('initializers', () => {
  it('name every file of the folder, and are all tested', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    const types = initializerDefinitions.map(({ type }) => type);
    const names = types.map((type) => `${type.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}.ts`);
    expect(names.sort()).toEqual(files.sort());
    expect(types.sort()).toEqual([...Object.keys(expected), ...matrices].sort());
  });

  it.each(Object.values(expected).flat())('%j has its mean, deviation and range', (spec, moments) => {
    const { deviation: sigma, mean: mu = 0, largest = Infinity } = moments;
    const data = fill(spec, [COUNT]);
    const mean = data.reduce((sum, element) => sum + element, 0) / COUNT;
    const deviation = Math.sqrt(data.reduce((sum, element) => sum + (element - mean) ** 2, 0) / COUNT);
    // Five standard errors of a mean and of a deviation.
    expect(Math.abs(mean - mu)).toBeLessThanOrEqual((5 * sigma) / Math.sqrt(COUNT));
    expect(Math.abs(deviation - sigma)).toBeLessThanOrEqual((5 * sigma) / Math.sqrt(2 * COUNT));
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(Math.fround(largest));
    if (sigma > 0 && Number.isFinite(largest)) expect(Math.max(...data)).toBeGreaterThan(0.98 * largest);
  });

  it('draw normal numbers beyond the range of uniform ones', () => {
    const beyond = fill('heNormal', [COUNT]).filter(
      (element) => Math.abs(element) > 2 * Math.sqrt(2 / FAN_IN),
    );
    expect(beyond.length / COUNT).toBeCloseTo(0.0455, 2);
  });

  it('draw the same numbers from the same stream, and others from another', () => {
    const draw = (seed: number) =>
      initialize('orthogonal', { shape: [3, 3], fanIn: 1, fanOut: 1 }, randomStream(seed, 'initializer'));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('orthogonal', () => {
  it.each([
    ['wide', [6, 40], 1],
    ['tall', [40, 6], 1],
    ['square', [32, 32], 1],
    ['a convolution', [8, 4, 3, 3], 1.5],
    ['a convolution of more filters than inputs', [30, 2, 3, 3], 0.5],
  ])('is orthonormal times the gain: %s', (_, shape, gain) => {
    const data = fill({ type: 'orthogonal', gain }, shape);
    const [rows, columns] = [shape[0]!, data.length / shape[0]!];
    const at = (row: number, column: number) => data[row * columns + column]!;
    const few = Math.min(rows, columns);
    const many = Math.max(rows, columns);
    for (let a = 0; a < few; a++) {
      for (let b = 0; b < few; b++) {
        let product = 0;
        for (let k = 0; k < many; k++) product += rows <= columns ? at(a, k) * at(b, k) : at(k, a) * at(k, b);
        expect(product).toBeCloseTo(a === b ? gain ** 2 : 0, 6);
      }
    }
  });

  it('turns to all sides equally: the mean of the entries is 0, that of their squares 1 / size', () => {
    const size = 4;
    const entries = Array.from({ length: 2000 }, (_, seed) =>
      initialize('orthogonal', { shape: [size, size], fanIn: 1, fanOut: 1 }, randomStream(seed, 'turns')),
    );
    for (let index = 0; index < size * size; index++) {
      const column = entries.map((matrix) => matrix[index]!);
      const mean = column.reduce((sum, element) => sum + element, 0) / column.length;
      const square = column.reduce((sum, element) => sum + element ** 2, 0) / column.length;
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / size / column.length));
      expect(Math.abs(square - 1 / size)).toBeLessThan(0.025);
    }
  });
});

describe('dirac', () => {
  it('passes each channel on at the centre of the window', () => {
    const data = fill('dirac', [3, 2, 3, 3]);
    const ones = [...data.keys()].filter((index) => data[index] !== 0);
    expect(ones).toEqual([4, 9 * 3 + 4]); // Filter 0 of channel 0, and filter 1 of channel 1.
    expect(ones.map((index) => data[index])).toEqual([1, 1]);
  });

  it('does so in every group', () => {
    const data = fill({ type: 'dirac', groups: 2 }, [4, 1, 1, 2]);
    expect([...data]).toEqual([0, 1, 0, 0, 0, 1, 0, 0]);
  });

  it('is the identity for a dense layer', () => {
    expect([...fill('dirac', [2, 3])]).toEqual([1, 0, 0, 0, 1, 0]);
  });
});

describe('an initializer that does not fit', () => {
  const model = (...layers: Parameters<typeof sequential>[1]) =>
    sequential({ input: [4, 4, 1], classes: 2 }, layers);

  it('says which shape', () => {
    expect(() => {
      checkInitializer('orthogonal', [3]);
    }).toThrow('orthogonal: needs a kernel of two axes or more; got [3]');
    expect(() => {
      checkInitializer({ type: 'dirac', groups: 2 }, [3, 1, 1, 1]);
    }).toThrow('got [3,1,1,1] and groups 2');
  });

  it.each<[() => unknown, string]>([
    [() => model(dense({ units: 1, kernelInitializer: 'constant' as never })), 'layers[0].kernelInitializer'],
    [
      () =>
        model(conv2d({ filters: 1, kernelSize: 1, biasInitializer: { type: 'randomNormal', stddev: -1 } })),
      'layers[0].biasInitializer.stddev: expected a number of at least 0, got -1',
    ],
    [
      () => model(dense({ units: 1, biasInitializer: { type: 'randomUniform', minval: 1, maxval: 1 } })),
      'layers[0].biasInitializer.maxval: expected a maxval above minval, got 1',
    ],
  ])('says where %#', (build, message) => {
    expect(build).toThrow(message);
  });
});
