import { describe, expect, it } from 'vitest';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { globalAveragePool2d } from '../nn/layers/global-average-pool2d.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { sequential } from '../nn/model.ts';
import { firstLayerFilters } from './first-layer-filters.ts';

describe('firstLayerFilters', () => {
  it('are kernels on one scale around zero', () => {
    const model = sequential({ input: [4, 4, 1], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: [1, 2] }),
      flatten(),
      dense({ units: 2 }),
    ]);
    const weights = { 'conv2d1.kernel': Float32Array.of(0, 1, -2, 0.5) };
    expect(firstLayerFilters({ model, weights })).toEqual({
      name: 'conv2d1.kernel',
      pictures: Uint8Array.of(128, 192, 1, 160),
      ...{ count: 2, height: 1, width: 2, channels: 1, scale: 2 },
    });
  });

  it('have colours where a kernel looks at three, channels last', () => {
    const model = sequential({ input: [4, 4, 3], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: [1, 2] }),
      globalAveragePool2d(),
    ]);
    // [filter, channel, pixel]: the first filter is red on the left, blue on the right.
    const kernel = Float32Array.of(1, 0, 0, 0, 0, 1, -1, -1, 0, 0, 0, 0);
    const { pictures, channels, count } = firstLayerFilters({
      model,
      weights: { 'conv2d1.kernel': kernel },
    })!;
    expect([count, channels]).toEqual([2, 3]);
    expect([...pictures]).toEqual([255, 128, 128, 128, 128, 255, 1, 128, 128, 1, 128, 128]);
  });

  it('are a picture for each channel where there are two', () => {
    const model = sequential({ input: [4, 4, 2], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: 1 }),
      globalAveragePool2d(),
    ]);
    const weights = { 'conv2d1.kernel': Float32Array.of(1, -1, 0, 0.5) };
    const { pictures, channels, count } = firstLayerFilters({ model, weights })!;
    expect([count, channels, ...pictures]).toEqual([4, 1, 255, 1, 128, 192]);
  });

  it('of dense layers are images of what is flattened before them', () => {
    const model = sequential({ input: [4, 2, 1], classes: 2 }, [maxPool2d(), flatten(), dense({ units: 2 })]);
    // [pixel, unit]
    const weights = { 'dense1.kernel': Float32Array.of(1, -1, 0, 0.5) };
    expect(firstLayerFilters({ model, weights })).toEqual({
      name: 'dense1.kernel',
      pictures: Uint8Array.of(255, 128, 1, 192),
      ...{ count: 2, height: 2, width: 1, channels: 1, scale: 1 },
    });
  });

  it('of dense layers after colours are colour pictures', () => {
    const model = sequential({ input: [1, 1, 3], classes: 2 }, [flatten(), dense({ units: 2 })]);
    const weights = { 'dense1.kernel': Float32Array.of(1, 0, -1, 0, 0, 1) };
    expect([...firstLayerFilters({ model, weights })!.pictures]).toEqual([255, 1, 128, 128, 128, 255]);
  });

  it('are not there where the first dense layer sees no pixels', () => {
    const model = sequential({ input: [2, 2, 1], classes: 2 }, [globalAveragePool2d(), dense({ units: 2 })]);
    expect(firstLayerFilters({ model, weights: { 'dense1.kernel': new Float32Array(2) } })).toBeUndefined();
  });
});
