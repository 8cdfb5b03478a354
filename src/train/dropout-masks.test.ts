import { describe, expect, it } from 'vitest';
import { dropoutMasks, type MaskMemory } from './dropout-masks.ts';

const draw = (shape: readonly number[], rate: number, firstStep: number, steps: number) =>
  dropoutMasks([{ name: 'mask', shape, rate }], 7, firstStep, steps)['mask']!;

describe('dropoutMasks', () => {
  it.each([0.25, 0.3, 0.9])('drops a share of %f', (rate) => {
    const mask = draw([1000, 100], rate, 0, 1);
    const kept = mask.reduce((sum, byte) => sum + byte, 0);
    expect(mask.every((byte) => byte <= 1)).toBe(true);
    expect(kept / mask.length).toBeCloseTo(1 - rate, 2);
  });

  it.each([8, 9])('gives step after step what each step gives alone, for %i elements', (size) => {
    const together = draw([size], 0.5, 3, 4);
    const alone = [3, 4, 5, 6].flatMap((step) => [...draw([size], 0.5, step, 1)]);
    expect([...together]).toEqual(alone);
    expect(new Set(alone.join('').match(new RegExp(`.{${size}}`, 'g'))).size).toBeGreaterThan(1);
  });

  it('writes over earlier masks of the same name, more or fewer', () => {
    const memory: MaskMemory = new Map();
    const masks = [{ name: 'mask', shape: [9], rate: 0.5 }];
    const kept = dropoutMasks(masks, 7, 0, 4, memory)['mask']!;
    for (const steps of [2, 4, 6]) {
      const mask = dropoutMasks(masks, 7, 3, steps, memory)['mask']!;
      expect([...mask]).toEqual([...draw([9], 0.5, 3, steps)]);
      expect(mask.buffer === kept.buffer).toBe(steps <= 4);
    }
  });
});
