import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import { mergeHeldOut, type HeldOutRun } from './held-out.ts';

/** A run that held out these images; image i is labelled i modulo 2 and given i / 10 of class 1. */
function heldOutBy(name: string, images: readonly number[], digest = 'same'): HeldOutRun {
  const run = fixtureRun({ name, hits: 9000 });
  const part = {
    labels: Int32Array.from(images, (image) => image % 2),
    probabilities: Float32Array.from(images.flatMap((image) => [1 - image / 10, image / 10])),
    classes: 2,
  };
  return {
    run: { ...run, record: { ...run.record, data: { ...run.record.data, digest } } },
    predictions: { test: part, validation: { ...part, indices: Int32Array.from(images) } },
  };
}

describe('mergeHeldOut', () => {
  it('puts folds together by the numbers of the images', () => {
    const merged = mergeHeldOut([heldOutBy('b', [7, 2]), heldOutBy('a', [3]), heldOutBy('c', [0])]);
    expect(merged).toEqual({
      indices: Int32Array.of(0, 2, 3, 7),
      labels: Int32Array.of(0, 0, 1, 1),
      probabilities: Float32Array.of(1, 0, 0.8, 0.2, 0.7, 0.3, 0.3, 0.7),
      classes: 2,
    });
  });

  it('refuses other data, images that are there twice, and no runs', () => {
    expect(() => mergeHeldOut([heldOutBy('a', [1]), heldOutBy('b', [2], 'other')])).toThrow(
      /-a and .*-b were trained on different data/,
    );
    expect(() => mergeHeldOut([heldOutBy('a', [1, 2]), heldOutBy('b', [2])])).toThrow(
      /-a and .*-b both held out training image 2/,
    );
    expect(() => mergeHeldOut([])).toThrow(/there are no runs/);
  });
});
