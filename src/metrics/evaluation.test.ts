import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Evaluation, evaluateLogits } from './evaluation.ts';

describe('evaluateLogits', () => {
  it('gives hand-computed figures', () => {
    // softmax(0, ln 3) = (1/4, 3/4); softmax(0, 0) = (1/2, 1/2)
    const result = evaluateLogits(Float32Array.of(0, Math.log(3), 0, Math.log(3), 0, 0), [1, 0, 0]);
    expect(result.loss).toBeCloseTo((Math.log(4 / 3) + Math.log(4) + Math.log(2)) / 3, 7);
    expect(result.accuracy).toBeCloseTo(2 / 3, 15);
    expect(result.confusion).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect([...result.predictions]).toEqual([1, 1, 0]);
  });

  it('neither overflows nor loses small losses', () => {
    expect(evaluateLogits([1000, 0], [0]).loss).toBe(0);
    expect(evaluateLogits([1000, 0], [1]).loss).toBe(1000);
    expect(evaluateLogits([-1000, -1000], [1]).loss).toBeCloseTo(Math.log(2), 12);
    expect(evaluateLogits([-Infinity, 0], [1]).loss).toBe(0);
  });

  it.each([[[NaN, 0]], [[0, NaN]], [[Infinity, 0]], [[0, -Infinity]]])('refuses the logits %j', (logits) => {
    expect(() => evaluateLogits(logits, [1])).toThrow(/logits of example 0/);
  });

  it('refuses sizes and labels that do not fit', () => {
    expect(() => evaluateLogits([1, 2, 3], [0, 1])).toThrow(/3 logits for 2 labels/);
    expect(() => evaluateLogits([1, 2], [2])).toThrow(/class 2 at example 0/);
    expect(() => evaluateLogits([1, 2], [-1])).toThrow(/class -1/);
    expect(() => {
      new Evaluation(3).add([1, 2], [0]);
    }).toThrow(/2 logits for 1 labels/);
  });

  it('is NaN for no examples', () => {
    expect(evaluateLogits([], []).accuracy).toBeNaN();
  });
});

describe('Evaluation', () => {
  it('gives the same figures however the examples are cut into batches', () => {
    const row = fc.tuple(
      fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }),
      fc.nat(2),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat(20), (rows, cut) => {
        const whole = evaluateLogits(
          rows.flatMap(([logits]) => logits),
          rows.map(([, label]) => label),
        );
        const evaluation = new Evaluation(3);
        for (const part of [rows.slice(0, cut), rows.slice(cut)]) {
          evaluation.add(
            part.flatMap(([logits]) => logits),
            part.map(([, label]) => label),
          );
        }
        const { loss, ...figures } = evaluation.result();
        expect({ ...figures, loss: whole.loss }).toEqual(whole);
        expect(loss).toBeCloseTo(whole.loss, 12);
      }),
    );
  });
});
