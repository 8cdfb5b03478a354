import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer } from '../../testing/test-layer.ts';
import { activation } from './activation.ts';
import { concatenate } from './concatenate.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';

describe('concatenate', () => {
  it('of images', async () => {
    await testLayer({
      layer: concatenate({ paths: [[], [conv2d({ filters: 2, kernelSize: 1 })], [activation('tanh')]] }),
      input: [2, 3, 6, 5],
      output: [2, 8, 6, 5],
      parameters: { 'conv2d1.kernel': [2, 3, 1, 1], 'conv2d1.bias': [2] },
    });
  });

  it('of rows, nested', async () => {
    await testLayer({
      layer: concatenate({
        paths: [[dense({ units: 2 }), concatenate({ paths: [[], [activation('tanh')]] })], []],
      }),
      input: [3, 4],
      output: [3, 8],
      parameters: { 'dense1.kernel': [4, 2], 'dense1.bias': [2] },
    });
  });

  it('keeps the order of the paths', () => {
    const layer = concatenate({ paths: [[activation('relu')], []] });
    expect(layerOutput(layer, [1, 2], { x: [-1, 2] })).toEqual([0, 2, -1, 2]);
  });

  it('names both shapes where they do not fit', () => {
    const layer = concatenate({ paths: [[conv2d({ filters: 3, kernelSize: 3 })], []] });
    expect(() => layerOutput(layer, [1, 3, 4, 4], {})).toThrow(
      'concatenate: the paths must give shapes that differ in their channels alone; got [1,3,2,2] and [1,3,4,4]',
    );
  });
});
