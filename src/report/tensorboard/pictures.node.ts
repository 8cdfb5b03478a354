import sharp from 'sharp';
import { worstMistakes } from '../../metrics/worst-mistakes.ts';
import { drawChart } from '../charts/draw-charts.ts';
import { chartDefinitions } from '../charts/index.ts';
import type { ChartSubject } from '../charts/chart.ts';
import { filePalettes } from '../charts/palette.ts';
import { formatPercent } from '../format.ts';
import type { ImageBytes } from '../image-bytes.ts';
import type { Picture } from './summary.ts';

const DENSITY = 108;
const LEAST_SIDE = 112;

/** Every chart of one run, such as its confusion matrix, as far as there is something to draw. */
export async function chartPictures(subject: ChartSubject): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const chart of chartDefinitions) {
    const info = chart.of === 'run' ? chart.info([subject]) : undefined;
    if (info === undefined) continue;
    const { name, title } = chart;
    const { svg } = drawChart(chart, info, { name, title, palette: filePalettes.light });
    const { data, info: size } = await sharp(Buffer.from(svg), { density: DENSITY })
      .flatten({ background: '#ffffff' })
      .png()
      .toBuffer({ resolveWithObject: true });
    pictures.push({ tag: `charts/${name}`, title, width: size.width, height: size.height, png: data });
  }
  return pictures;
}

/** The worst mistakes among the test images, enlarged so that they can be seen. */
export async function mistakePictures(
  { run, predictions }: ChartSubject,
  { images, imageShape: [height, width, channels] }: ImageBytes,
  most: number,
): Promise<Picture[]> {
  if (predictions === undefined) return [];
  const names = run.record.data.classNames;
  const size = height * width * channels;
  const scale = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
  const mistakes = worstMistakes(predictions.test, most);
  return Promise.all(
    mistakes.map(async ({ index, label, prediction, probability }, place) => {
      const bytes = images.subarray(index * size, (index + 1) * size);
      const png = await sharp(bytes, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } })
        .resize(width * scale, height * scale, { kernel: 'nearest' })
        .png()
        .toBuffer();
      return {
        tag: `mistakes/${String(place + 1).padStart(2, '0')}`,
        title: `${names[label]!} taken for ${names[prediction]!} (${formatPercent(probability)}), test image ${index}`,
        width: width * scale,
        height: height * scale,
        png,
      };
    }),
  );
}
