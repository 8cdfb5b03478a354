import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { lossSchema, defaultLoss } from '../nn/losses/index.ts';
import { sequential } from '../nn/model.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { occlusionMaps } from './occlusion-map.ts';

const options = { provider: cpuProvider };
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The logit of the first class is the weighted sum of the pixels in [0, 1], the second's is 0. */
const linear = (
  input: readonly [number, number, number],
  weights: readonly number[],
  loss = defaultLoss,
) => ({
  model: sequential({ input, classes: 2 }, [flatten(), dense({ units: 2, useBias: false })]),
  weights: { 'dense1.kernel': Float32Array.from(weights.flatMap((weight) => [weight, 0])) },
  loss,
});

describe('occlusionMaps', () => {
  it('of a linear model, pixel by pixel, are what each adds to the probability', async () => {
    const weights = [1, -2, 0.5, 3];
    const pixels = [255, 51, 0, 102];
    const terms = pixels.map((pixel, at) => (weights[at]! * pixel) / 255);
    const logit = terms.reduce((sum, term) => sum + term, 0);
    const patch = { size: 1, stride: 1, fill: 0 };
    const image = Uint8Array.from([...pixels, ...pixels]);
    const maps = await occlusionMaps(linear([2, 2, 1], weights), image, [0, 1], patch, options);
    expect(maps).toMatchObject({ count: 2, height: 2, width: 2 });
    terms.forEach((term, at) => {
      const drop = sigmoid(logit) - sigmoid(logit - term);
      expect(maps.values[at]).toBeCloseTo(drop, 6);
      // Of two classes, what one loses the other gains.
      expect(maps.values[4 + at]).toBeCloseTo(-drop, 6);
    });
  });

  it('are right for more patches than the model is shown at a time, and for several images', async () => {
    const stream = randomStream(1, 'occlusion');
    const weights = Array.from({ length: 81 }, () => stream.uniform(-0.3, 0.3));
    const images = Uint8Array.from({ length: 3 * 81 }, () => stream.integer(256));
    const patch = { size: 1, stride: 1, fill: 100 };
    const { values } = await occlusionMaps(linear([9, 9, 1], weights), images, [0, 0, 0], patch, options);
    for (let image = 0; image < 3; image++) {
      const pixels = images.subarray(image * 81, (image + 1) * 81);
      const logit = weights.reduce((sum, weight, at) => sum + (weight * pixels[at]!) / 255, 0);
      pixels.forEach((pixel, at) => {
        const drop = sigmoid(logit) - sigmoid(logit + (weights[at]! * (100 - pixel)) / 255);
        expect(values[image * 81 + at]).toBeCloseTo(drop, 5);
      });
    }
  });

  it('are the mean over the patches that cover a pixel, which end at the border', async () => {
    const weights = [1, 2, 3, 4, 5];
    const all = 15;
    const patch = { size: 1, stride: 1, fill: 0 };
    // One row high, so patches are one pixel; two rows high, two.
    const trained = linear([2, 5, 1], [...weights, 0, 0, 0, 0, 0], lossSchema.parse('binaryCrossEntropy'));
    const image = new Uint8Array(10).fill(51);
    const { values } = await occlusionMaps(trained, image, [0], { ...patch, size: 2, stride: 2 }, options);
    const drop = (first: number, second: number) =>
      sigmoid(all / 5) - sigmoid((all - weights[first]! - weights[second]!) / 5);
    // Patches begin at columns 0, 2 and 3.
    const expected = [drop(0, 1), drop(0, 1), drop(2, 3), (drop(2, 3) + drop(3, 4)) / 2, drop(3, 4)];
    [...expected, ...expected].forEach((value, at) => {
      expect(values[at]).toBeCloseTo(value, 6);
    });
  });

  it('cover with the mean colour of each image, channel by channel', async () => {
    const trained = linear([1, 2, 3], [1, 2, 3, 4, 5, 6]);
    const image = Uint8Array.of(0, 30, 60, 100, 50, 255);
    const { values } = await occlusionMaps(trained, image, [0], { size: 1, stride: 1 }, options);
    // Channel by channel, as flattened: the kernel has the two pixels of a channel beside each other.
    const logit = (pixels: readonly number[]) =>
      [0, 3, 1, 4, 2, 5].reduce((sum, pixel, at) => sum + ((at + 1) * pixels[pixel]!) / 255, 0);
    const [before, left, right] = [[...image], [50, 40, 158, 100, 50, 255], [0, 30, 60, 50, 40, 158]].map(
      (pixels) => sigmoid(logit(pixels)),
    ) as [number, number, number];
    expect(values[0]).toBeCloseTo(before - left, 6);
    expect(values[1]).toBeCloseTo(before - right, 6);
  });

  it.each([
    [{ size: 3 }, 'occlusion: size: expected at most the side of the images, 2, got 3'],
    [{ size: 1, stride: 2 }, 'occlusion: stride: expected at most the size, 1, got 2'],
    [{ fill: 256 }, 'occlusion: fill: expected'],
    [{ stride: 0 }, 'occlusion: stride: expected a positive integer, got 0'],
  ])('refuse %j', async (patch, message) => {
    const trained = linear([2, 2, 1], [1, 2, 3, 4]);
    await expect(occlusionMaps(trained, new Uint8Array(4), [0], patch, options)).rejects.toThrow(message);
  });
});
