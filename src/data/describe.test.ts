import { describe, expect, it } from 'vitest';
import type { Dataset } from './dataset.ts';
import { describeDataset } from './describe.ts';

describe('describeDataset', () => {
  it('counts classes and gives mean and standard deviation of each channel', () => {
    const dataset: Dataset = {
      name: 'two',
      title: 'Two',
      imageShape: [1, 2, 2],
      classNames: ['a', 'b', 'never'],
      train: { images: Uint8Array.of(0, 255, 255, 255, 0, 255, 255, 255), labels: Int32Array.of(1, 1) },
      test: { images: Uint8Array.of(51, 0, 153, 0), labels: Int32Array.of(0) },
      digest: 'd',
      origin: 'o',
    };
    const description = describeDataset(dataset);
    expect(description.train).toEqual({
      count: 2,
      perClass: [0, 2, 0],
      mean: [0.5, 1],
      standardDeviation: [0.5, 0],
    });
    expect(description.test.mean[0]).toBeCloseTo(0.4, 12);
    expect(description.test.standardDeviation[0]).toBeCloseTo(0.2, 12);
    expect(description.test.perClass).toEqual([1, 0, 0]);
    expect('notice' in description).toBe(false);
    expect(describeDataset({ ...dataset, notice: 'n' }).notice).toBe('n');
  });
});
