import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cosine, learningRateAt, learningRateSchema, oneCycle } from './index.ts';

const STEPS = 101;

describe('a learning rate', () => {
  it('may be a plain number, which stays', () => {
    expect([0, 50, 100].map((step) => learningRateAt(0.1, step, STEPS))).toEqual([0.1, 0.1, 0.1]);
  });

  const cases = {
    cosine: [
      { rate: cosine({ initial: 0.4 }), at: { 0: 0.4, 25: 0.2 * (1 + Math.SQRT1_2), 50: 0.2, 100: 0 } },
      { rate: cosine({ initial: 0.4, final: 0.1 }), at: { 0: 0.4, 50: 0.25, 100: 0.1 } },
    ],
    'one-cycle': [
      {
        rate: oneCycle({ peak: 1 }),
        at: { 0: 1 / 25, 25: 1, 100: 1e-5, 62.5: (1 + 1e-5) / 2, 12.5: (1 + 1 / 25) / 2 },
      },
      {
        rate: oneCycle({ peak: 2, riseFraction: 0.5, startDivisor: 4, endDivisor: 8 }),
        at: { 0: 0.5, 25: 1.25, 50: 2, 75: 1.125, 100: 0.25 },
      },
    ],
  };

  it.each(Object.entries(cases))('%s passes through known points', (_, schedules) => {
    for (const { rate, at } of schedules) {
      const checked = learningRateSchema.parse(JSON.parse(JSON.stringify(rate)));
      for (const [step, value] of Object.entries(at)) {
        expect(learningRateAt(checked, Number(step), STEPS), `step ${step}`).toBeCloseTo(value, 10);
      }
    }
  });

  it('is tested for every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    expect(files.sort()).toEqual(
      Object.keys(cases)
        .map((name) => `${name}.ts`)
        .sort(),
    );
  });

  it('never rises after the peak of one cycle, nor falls before it', () => {
    const rates = Array.from({ length: STEPS }, (_, step) =>
      learningRateAt(learningRateSchema.parse(oneCycle({ peak: 1 })), step, STEPS),
    );
    rates.slice(1).forEach((rate, index) => {
      if (index < 25) expect(rate).toBeGreaterThan(rates[index]!);
      else expect(rate).toBeLessThan(rates[index]!);
    });
  });

  it.each([oneCycle({ peak: 1 }), cosine({ initial: 1 })])(
    'is finite and above zero or zero for one step',
    (rate) => {
      const only = learningRateAt(learningRateSchema.parse(rate), 0, 1);
      expect(only).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(only)).toBe(true);
    },
  );
});
