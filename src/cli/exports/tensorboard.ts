import { join } from 'node:path';
import type { Picture } from '../../report/tensorboard/summary.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { ExportFormat, ExportRequest } from './export-format.ts';
import { writeFolder } from './write-folder.ts';

const MISTAKES = 12;
/** Steps whose learning rates are written; TensorBoard itself shows a thousand points of a curve. */
const MOST_RATES = 1000;

/** The charts of the run, and its worst mistakes where its data are on this machine. */
async function picturesOf({ run, data: path, progress, signal }: ExportRequest): Promise<{
  readonly pictures: readonly Picture[];
  readonly missing: readonly string[];
}> {
  const { chartPictures, mistakePictures } = await import('../../report/tensorboard/pictures.node.ts');
  const { readPredictions } = await import('../../runs/store.node.ts');
  const predictions = await readPredictions(run);
  const subject = { run, predictions };
  const charts = await chartPictures(subject);
  if (predictions === undefined) {
    return { pictures: charts, missing: ['worst mistakes: the run has no figures of single test images'] };
  }
  const { findRunData } = await import('../run-data.ts');
  const { data, missing } = await findRunData(run.record, path, { progress, signal });
  if (data === undefined) return { pictures: charts, missing: [`worst mistakes: ${missing}`] };
  const images = { images: data.test.images, imageShape: data.imageShape };
  return { pictures: [...charts, ...(await mistakePictures(subject, images, MISTAKES))], missing: [] };
}

/** Event files, in a folder of the run's own, so that several runs lie side by side. */
export const tensorboard: ExportFormat = {
  name: 'tensorboard',
  summary: 'event files; --out names a folder, which may hold other runs',
  showsImages: true,
  async write(request) {
    const { run, out, signal } = request;
    const { runEventFiles } = await import('../../report/tensorboard/run-event-files.ts');
    const { learningRatesOfRun } = await import('../../train/learning-rates-of-run.ts');
    const { pictures, missing } = await picturesOf(request);
    const files = runEventFiles(run, { pictures, learningRates: learningRatesOfRun(run, MOST_RATES) });
    const folder = join(out, run.id);
    // Those of an earlier export of the run may go; whatever else is there is not ours.
    await writeFolder(folder, files, (path) => path.includes('.tfevents.'), signal);
    return {
      files: files.map(({ path, bytes }) => ({ path: join(folder, path), sizeBytes: bytes.length })),
      missing,
      next: `tensorboard --logdir ${shellWord(out)}`,
    };
  },
};
