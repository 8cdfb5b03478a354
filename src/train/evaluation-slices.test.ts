import { describe, expect, it } from 'vitest';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { globalAveragePool2d } from '../nn/layers/global-average-pool2d.ts';
import type { LayerSpec } from '../nn/layer.ts';
import { sequential } from '../nn/model.ts';
import { evaluationSlices } from './evaluation-slices.ts';
import { buildInferenceGraph } from './inference-graph.ts';

/** @param side of the images, which have one channel */
const slices = (side: number, layers: readonly LayerSpec[]) =>
  evaluationSlices(
    buildInferenceGraph(
      sequential({ input: [side, side, 1], classes: 10 }, [...layers, dense({ units: 10 })]),
      {
        output: 'logits',
      },
    ),
  );
const filters = (count: number) => conv2d({ filters: count, kernelSize: 3, padding: 'same' });

describe('evaluationSlices', () => {
  it('takes 250 small images at a time, eight times in a call', () => {
    expect(slices(4, [flatten()])).toEqual({ images: 250, inLoop: 8 });
  });

  it('takes as many as fit the caches with their largest activation', () => {
    // 28 · 28 · 32 floats take 98 KiB, and 2.5 MiB has room for 26 such.
    expect(slices(28, [filters(32), globalAveragePool2d()])).toEqual({ images: 26, inLoop: 8 });
  });

  it('takes more where more weights are read for each slice', () => {
    // 28 · 28 · 32 · 55 floats take 5.26 MiB, as many more than 98 KiB as there are images in a slice.
    expect(slices(28, [filters(32), flatten(), dense({ units: 55 })]).images).toBe(55);
  });

  it('takes no fewer than eight', () => {
    expect(slices(96, [filters(32), globalAveragePool2d()])).toEqual({ images: 8, inLoop: 8 });
  });

  it('loops over nothing where weights are large, and takes 32 or more', () => {
    expect(slices(28, [flatten(), dense({ units: 3000 })])).toEqual({ images: 250, inLoop: undefined });
    expect(slices(96, [filters(8), flatten(), dense({ units: 30 })])).toEqual({
      images: 32,
      inLoop: undefined,
    });
  });
});
