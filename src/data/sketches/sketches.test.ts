import { describe, expect, it } from 'vitest';
import { OptionError } from '../../core/errors.ts';
import { fashionMnistSource } from '../registry/fashion-mnist.ts';
import { GARMENTS } from './garments.ts';
import { sketches } from './sketches.ts';

const small = { trainCount: 200, testCount: 50 };

describe('sketches', () => {
  it('has the classes of Fashion-MNIST in equal shares, and says that it is something else', async () => {
    const dataset = await sketches(small);
    expect(dataset.classNames).toEqual(fashionMnistSource.classNames);
    expect(GARMENTS.map(({ name }) => name)).toEqual(dataset.classNames);
    expect(dataset.imageShape).toEqual([28, 28, 1]);
    expect(dataset.notice).toContain('not Fashion-MNIST');
    for (const { labels, images } of [dataset.train, dataset.test]) {
      expect(images).toHaveLength(labels.length * 784);
      for (let label = 0; label < 10; label++) {
        expect(labels.filter((other) => other === label)).toHaveLength(labels.length / 10);
      }
    }
  });

  it('draws the same bytes on every machine', async () => {
    expect((await sketches(small)).digest).toMatchInlineSnapshot(
      `"01cab24f9d476a762a3f55a28ffbb3208d1c85d553d21a66487b804d8d462e98"`,
    );
  });

  it('draws others for another seed, and never the same image twice', async () => {
    const dataset = await sketches(small);
    expect((await sketches({ ...small, seed: 1 })).digest).not.toBe(dataset.digest);
    const seen = new Set<string>();
    for (const { images, labels } of [dataset.train, dataset.test]) {
      for (let index = 0; index < labels.length; index++) {
        seen.add(images.subarray(index * 784, (index + 1) * 784).join());
      }
    }
    expect(seen.size).toBe(250);
  });

  it('draws something light on black in every image', async () => {
    const { train } = await sketches(small);
    for (let index = 0; index < 200; index++) {
      const image = train.images.subarray(index * 784, (index + 1) * 784);
      const lit = image.filter((value) => value > 40).length;
      expect(lit).toBeGreaterThan(30);
      expect(lit).toBeLessThan(600);
      expect(image[0]).toBe(0);
    }
  });

  it.each([{ trainCount: 9 }, { testCount: 10.5 }, { trainCount: 1e9 }, { seed: -1 }, { seed: 0.5 }])(
    'refuses %j',
    async (options) => {
      await expect(sketches(options)).rejects.toThrow(OptionError);
    },
  );

  it('stops while it draws', async () => {
    const controller = new AbortController();
    const drawing = sketches({ trainCount: 100_000, signal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error('enough'));
    }, 20);
    await expect(drawing).rejects.toThrow('enough');
  });
});
