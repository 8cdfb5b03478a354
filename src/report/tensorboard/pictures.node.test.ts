import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { chartPictures, mistakePictures } from './pictures.node.ts';

const run = fixtureRun({ name: 'cnn', hits: 9182, epochs: 2 });
const classes = run.record.data.classNames.length;
const labels = Int32Array.of(3, 4);
const probabilities = Float32Array.from({ length: 2 * classes }, (_, at) =>
  at % classes === 6 ? 0.55 : 0.05,
);
const part = { labels, probabilities, classes };
const predictions = { test: part, validation: { ...part, indices: labels } };

describe('chartPictures', () => {
  it('draws the charts of one run as PNG files of the sizes that it tells', async () => {
    const pictures = await chartPictures({ run });
    expect(pictures.map(({ tag }) => tag)).toContain('charts/confusion');
    for (const { png, width, height } of pictures) {
      expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width, height });
    }
  });

  it('draws nothing of a run without a result', async () => {
    expect(await chartPictures({ run: fixtureRun({ name: 'cnn', hits: 0, status: 'failed' }) })).toEqual([]);
  });
});

describe('mistakePictures', () => {
  it.each([1, 3] as const)('enlarges images of %i channels, pixel by pixel', async (channels) => {
    const images = Uint8Array.from({ length: 2 * 4 * channels }, (_, at) => 20 * at);
    const pictures = await mistakePictures({ run, predictions }, { images, imageShape: [2, 2, channels] }, 1);
    expect(pictures).toMatchObject([
      { tag: 'mistakes/01', title: 'Dress taken for Shirt (55.00%), test image 0', width: 112, height: 112 },
    ]);
    const { data, info } = await sharp(pictures[0]!.png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 112, height: 112 });
    const last = data.subarray(data.length - info.channels, data.length - info.channels + channels);
    expect([...last]).toEqual([...images.subarray(3 * channels, 4 * channels)]);
  });

  it('gives none without predictions', async () => {
    expect(await mistakePictures({ run }, { images: new Uint8Array(4), imageShape: [2, 2, 1] }, 3)).toEqual(
      [],
    );
  });
});
