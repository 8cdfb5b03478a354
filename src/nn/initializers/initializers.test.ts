import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { initializerNames, initializers, type InitializerName } from './index.ts';

const COUNT = 40_000;
const FAN_IN = 48;
const FAN_OUT = 16;

/** What each should draw: its standard deviation, its mean, and how large a number may be. */
const expected: Record<InitializerName, { deviation: number; mean: number; largest: number }> = {
  glorotUniform: {
    deviation: Math.sqrt(2 / (FAN_IN + FAN_OUT)),
    mean: 0,
    largest: Math.sqrt(6 / (FAN_IN + FAN_OUT)),
  },
  heNormal: { deviation: Math.sqrt(2 / FAN_IN), mean: 0, largest: Infinity },
  heUniform: { deviation: Math.sqrt(2 / FAN_IN), mean: 0, largest: Math.sqrt(6 / FAN_IN) },
  ones: { deviation: 0, mean: 1, largest: 1 },
  zeros: { deviation: 0, mean: 0, largest: 0 },
};

describe('initializers', () => {
  it('name every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    const names = initializerNames.map(
      (name) => `${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}.ts`,
    );
    expect(names.sort()).toEqual(files.sort());
  });

  it.each(initializerNames)('%s has the mean, the deviation and the range that it should', (name) => {
    const data = new Float32Array(COUNT).fill(99);
    initializers[name](data, randomStream(3, 'initializer'), FAN_IN, FAN_OUT);
    const mean = data.reduce((sum, element) => sum + element, 0) / COUNT;
    const deviation = Math.sqrt(data.reduce((sum, element) => sum + (element - mean) ** 2, 0) / COUNT);
    const { deviation: sigma, mean: mu, largest } = expected[name];
    // Five standard errors of a mean and of a deviation.
    expect(Math.abs(mean - mu)).toBeLessThanOrEqual((5 * sigma) / Math.sqrt(COUNT));
    expect(Math.abs(deviation - sigma)).toBeLessThanOrEqual((5 * sigma) / Math.sqrt(2 * COUNT));
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(Math.fround(largest));
    if (sigma > 0 && Number.isFinite(largest)) expect(Math.max(...data)).toBeGreaterThan(0.99 * largest);
  });

  it('draws normal numbers beyond the range of uniform ones', () => {
    const data = new Float32Array(COUNT);
    initializers.heNormal(data, randomStream(3, 'initializer'), FAN_IN, FAN_OUT);
    const beyond = data.filter((element) => Math.abs(element) > 2 * expected.heNormal.deviation).length;
    expect(beyond / COUNT).toBeCloseTo(0.0455, 2);
  });
});
