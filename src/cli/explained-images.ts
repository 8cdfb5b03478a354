import { OptionError, StorageError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { worstMistakes } from '../metrics/worst-mistakes.ts';
import type { Run } from '../runs/record.ts';
import { ProgressLine } from './progress-line.ts';

/** Which images a command is to look at. */
export interface ImageChoice {
  readonly files: readonly string[];
  /** Indices of test images. */
  readonly test?: readonly number[] | undefined;
  /** How many of the worst mistakes. */
  readonly wrong?: number | undefined;
  /** Where the data set is now. */
  readonly data?: string | undefined;
  readonly invert?: 'auto' | 'yes' | 'no' | undefined;
}

/** An image that a model is shown. */
export interface ExplainedImage {
  /** Bytes [height, width, channels]. */
  readonly pixels: Uint8Array;
  /** Where it is from. */
  readonly source:
    | { readonly test: number; readonly label: number }
    | { readonly file: string; readonly steps: readonly string[] };
}

/** How many test images are taken where none are named. */
const SHOWN_CLASSES = 12;

/** Parses a list of indices of test images. */
export function testIndices(text: string): readonly number[] {
  if (/^\d{1,9}(,\d{1,9})*$/.test(text)) return text.split(',').map(Number);
  throw new OptionError(`--test must be whole numbers with commas between; got "${text}"`, {
    value: text,
    expected: 'indices of test images, from 0',
    hint: 'Write --test 0,17,42, for example.',
  });
}

/** The first test image of each class, of a dozen classes at most. */
function firstOfEachClass({ test, classNames }: Dataset): number[] {
  const firsts = classNames.map((_, label) => test.labels.indexOf(label));
  return firsts.filter((index) => index !== -1).slice(0, SHOWN_CLASSES);
}

/** The test images that the run was most wrong about. */
async function worstOf(run: Run, most: number): Promise<number[]> {
  const { readPredictions } = await import('../runs/store.node.ts');
  const predictions = await readPredictions(run);
  if (predictions !== undefined) return worstMistakes(predictions.test, most).map(({ index }) => index);
  throw new StorageError(`${run.folder} has not kept what it said of the test images`, {
    value: run.record.status,
    expected: 'a complete run',
    hint: 'Name test images by --test.',
  });
}

async function testImages(run: Run, choice: ImageChoice): Promise<ExplainedImage[]> {
  const { findRunData } = await import('./run-data.ts');
  const progress = new ProgressLine();
  const { data, missing } = await findRunData(run.record, choice.data, { progress }).finally(() => {
    progress.done();
  });
  if (data === undefined) {
    throw new OptionError(`the test images cannot be had: ${missing}`, {
      expected: 'the data set of the run on this machine',
      hint: 'Say where it is now with --data, or name image files.',
    });
  }
  const named = [...(choice.test ?? []), ...(choice.wrong ? await worstOf(run, choice.wrong) : [])];
  const indices = (choice.test ?? choice.wrong) ? named : firstOfEachClass(data);
  const { testImage } = await import('../explain/explain-run.node.ts');
  return indices.map((index) => ({
    pixels: testImage(data, index),
    source: { test: index, label: data.test.labels[index]! },
  }));
}

/**
 * The images that were chosen: files prepared as `predict` prepares them, and test images of the run's data set; the first
 * of each class where nothing is named.
 */
export async function explainedImages(run: Run, choice: ImageChoice): Promise<ExplainedImage[]> {
  const wantsTest = choice.test !== undefined || choice.wrong !== undefined || choice.files.length === 0;
  if (!wantsTest && choice.data !== undefined) {
    throw new OptionError('--data is where test images are, but only files are named', {
      value: choice.data,
      hint: 'Leave it out, or name test images by --test or --wrong.',
    });
  }
  if (choice.invert !== undefined && choice.files.length === 0) {
    throw new OptionError('--invert is for image files, but none are named', {
      value: choice.invert,
      hint: 'Leave it out: test images are as the run saw them.',
    });
  }
  const { readImageFile } = await import('../data/image-file.node.ts');
  const shape = run.record.data.imageShape;
  const images: ExplainedImage[] = [];
  for (const file of choice.files) {
    const { pixels, steps } = await readImageFile(file, { shape, invert: choice.invert });
    images.push({ pixels, source: { file, steps } });
  }
  if (wantsTest) images.push(...(await testImages(run, choice)));
  if (images.length > 0) return images;
  throw new OptionError('there is no image to look at: the run made no mistake', {
    value: choice.wrong,
    hint: 'Name test images by --test.',
  });
}
