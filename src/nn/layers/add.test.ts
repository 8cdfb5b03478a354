import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer } from '../../testing/test-layer.ts';
import { activation } from './activation.ts';
import { add } from './add.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';

describe('add', () => {
  it('of three paths', async () => {
    await testLayer({
      layer: add({ paths: [[conv2d({ filters: 3, kernelSize: 1 })], [], [activation('tanh')]] }),
      input: [2, 3, 6, 5],
      output: [2, 3, 6, 5],
      parameters: { 'conv2d1.kernel': [3, 3, 1, 1], 'conv2d1.bias': [3] },
    });
  });

  it('adds', () => {
    const layer = add({ paths: [[activation('relu')], [], []] });
    expect(layerOutput(layer, [1, 2], { x: [-1, 2] })).toEqual([-2, 6]);
  });

  it('names both shapes where they do not fit', () => {
    expect(() => layerOutput(add({ paths: [[dense({ units: 3 })], []] }), [1, 2], {})).toThrow(
      'add: the paths must give one shape; got [1,3] and [1,2]',
    );
  });
});
