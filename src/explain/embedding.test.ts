import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { dense } from '../nn/layers/dense.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { activation } from '../nn/layers/activation.ts';
import { globalAveragePool2d } from '../nn/layers/global-average-pool2d.ts';
import { defaultLoss } from '../nn/losses/index.ts';
import { sequential } from '../nn/model.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { embed, embedImages } from './embedding.ts';
import { penultimateFeatures } from './penultimate-features.ts';

const options = { provider: cpuProvider };

/** Points around two places, in turn. */
function twoBlobs(count: number, width: number) {
  const stream = randomStream(9, 'blobs');
  const values = Float32Array.from({ length: count * width }, (_, at) => {
    const second = Math.floor(at / width) % 2 === 1;
    return stream.normal() + (second && at % width < 3 ? 12 : 0);
  });
  return { values, count, width };
}

/** Whether each point's nearest other one, on the plane, is of its own blob. */
function separates(points: Float32Array): boolean {
  const count = points.length / 2;
  return Array.from({ length: count }, (_, point) => {
    let nearest = -1;
    let least = Infinity;
    for (let other = 0; other < count; other++) {
      const far = Math.hypot(
        points[2 * point]! - points[2 * other]!,
        points[2 * point + 1]! - points[2 * other + 1]!,
      );
      if (other !== point && far < least) [nearest, least] = [other, far];
    }
    return nearest % 2 === point % 2;
  }).every(Boolean);
}

describe('embed', () => {
  it('gives principal components in order, and their shares of the variance', () => {
    // Along (1, 1) with a deviation of 3, across with 1, and nothing in the third column.
    const along = [-3, 3, -3, 3, 6];
    const across = [-1, -1, 1, 1, 0];
    const values = Float32Array.from(
      along.flatMap((long, at) => [(long + across[at]!) / Math.SQRT2, (long - across[at]!) / Math.SQRT2, 7]),
    );
    const { pca, explained } = embed({ values, count: 5, width: 3 });
    // The means are 1.2 and 0, and the two are uncorrelated.
    along.forEach((long, at) => {
      expect(pca[2 * at]).toBeCloseTo(long - 1.2, 5);
      expect(Math.abs(pca[2 * at + 1]!)).toBeCloseTo(Math.abs(across[at]!), 5);
    });
    expect(explained[0]).toBeCloseTo(64.8 / 68.8, 6);
    expect(explained[1]).toBeCloseTo(4 / 68.8, 6);
  });

  it.each([8, 300])('separates two blobs of %i dimensions by both', (width) => {
    const { pca, umap, explained } = embed(twoBlobs(60, width));
    expect(separates(umap)).toBe(true);
    expect(separates(pca)).toBe(true);
    expect(explained[0]).toBeGreaterThan(explained[1]);
    expect(explained[0]).toBeLessThan(1);
  });

  it('gives the same points for the same seed alone', () => {
    const [narrow, wide] = [twoBlobs(40, 20), twoBlobs(40, 150)];
    for (const rows of [narrow, wide]) expect(embed(rows, { seed: 4 })).toEqual(embed(rows, { seed: 4 }));
    expect(embed(narrow, { seed: 5 }).umap).not.toEqual(embed(narrow, { seed: 4 }).umap);
    expect(embed(narrow, { seed: 5 }).pca).toEqual(embed(narrow, { seed: 4 }).pca);
  });

  it('takes three points, one column, and points that are all the same', () => {
    const three = embed({ values: Float32Array.of(1, 2, 4), count: 3, width: 1 });
    expect([...three.pca].map((value) => Math.abs(value))).toEqual(
      [4 / 3, 0, 1 / 3, 0, 5 / 3, 0].map((value) => expect.closeTo(value, 5) as number),
    );
    expect(three.explained).toEqual([1, 0]);
    const same = embed({ values: new Float32Array(24), count: 6, width: 4 });
    expect(same.explained).toEqual([0, 0]);
    expect([...three.umap, ...same.umap].every(Number.isFinite)).toBe(true);
  });

  it('refuses too few points, too many, and options that are none', () => {
    expect(() => embed({ values: new Float32Array(4), count: 2, width: 2 })).toThrow(
      'embedding: expected 3 to 5000 images, got 2',
    );
    expect(() => embed({ values: new Float32Array(5001), count: 5001, width: 1 })).toThrow('got 5001');
    expect(() => embed(twoBlobs(10, 2), { neighbors: 0 })).toThrow(
      'embedding: neighbors: expected a positive integer, got 0',
    );
  });
});

describe('penultimateFeatures', () => {
  const features = (
    model: Parameters<typeof penultimateFeatures>[0]['model'],
    weights: Record<string, number[]>,
    images: number[],
  ) =>
    penultimateFeatures(
      {
        model,
        weights: Object.fromEntries(
          Object.entries(weights).map(([name, values]) => [name, Float32Array.from(values)]),
        ),
      },
      Uint8Array.from(images),
      options,
    );

  it('are what the last dense layer is given', async () => {
    const model = sequential({ input: [1, 2, 1], classes: 2 }, [
      flatten(),
      dense({ units: 3, useBias: false }),
      activation('relu'),
      dense({ units: 2, useBias: false }),
      activation('softmax'),
    ]);
    const weights = { 'dense1.kernel': [1, -1, 0, 0, 1, 1], 'dense2.kernel': [0, 0, 0, 0, 0, 0] };
    const { values, count, width, layer } = await features(model, weights, [255, 0, 255, 255]);
    expect({ count, width, layer }).toEqual({ count: 2, width: 3, layer: 'activation1' });
    expect([...values]).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it('are means over the pixels where the last kernel takes a feature map', async () => {
    const model = sequential({ input: [1, 2, 1], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: 1, useBias: false }),
      conv2d({ filters: 2, kernelSize: 1, useBias: false }),
      globalAveragePool2d(),
    ]);
    const weights = { 'conv2d1.kernel': [1, -2], 'conv2d2.kernel': [0, 0, 0, 0] };
    const { values, layer } = await features(model, weights, [255, 0]);
    expect([layer, ...values]).toEqual(['conv2d1', 0.5, -1]);
  });

  it('are the pixels where nothing comes before', async () => {
    const model = sequential({ input: [1, 2, 1], classes: 2 }, [
      conv2d({ filters: 2, kernelSize: 1, useBias: false }),
      globalAveragePool2d(),
    ]);
    const { values, layer } = await features(model, { 'conv2d1.kernel': [0, 0] }, [200, 7]);
    expect([layer, ...values]).toEqual([undefined, 200, 7]);
  });
});

describe('embedImages', () => {
  it('says what it was made of', async () => {
    const model = sequential({ input: [2, 2, 1], classes: 2 }, [
      flatten(),
      dense({ units: 2, useBias: false }),
    ]);
    const trained = { model, weights: { 'dense1.kernel': new Float32Array(8) }, loss: defaultLoss };
    const stream = randomStream(1, 'images');
    const images = Uint8Array.from({ length: 40 }, () => stream.integer(256));
    const { count, layer, features, pca, umap } = await embedImages(trained, images, { seed: 3 }, options);
    expect({ count, layer, features }).toEqual({ count: 10, layer: 'flatten1', features: 4 });
    expect([pca.length, umap.length]).toEqual([20, 20]);
  });
});
