import { createHash } from 'node:crypto';
import { StorageError } from '../core/errors.ts';
import { predictedClasses } from '../metrics/predictions.ts';
import type { RunPredictions } from '../runs/predictions.ts';
import type { Run } from '../runs/record.ts';
import type { ImageSheets } from '../report/image-sheets.node.ts';
import {
  CLOSE_RUNS,
  imagesKey,
  LISTED_RUNS,
  reportContext,
  type ReportInput,
  type RunInsight,
} from '../report/report-context.ts';
import { ProgressLine } from './progress-line.ts';
import type { StepRate } from '../report/charts/schedule.ts';
import { learningRatesOfRun } from '../train/learning-rates-of-run.ts';
import { runInsight } from './run-insight.ts';
import { findRunData } from './run-data.ts';

/** What all the pictures of a page may take, as base64. */
const PICTURES_BYTES = 3_000_000;

/** Of how many runs test images are embedded, which takes seconds for each. */
const EMBEDDED_RUNS = 2;

/** Test images that some run got wrong: those that matter most where not all fit. */
function mistakes(all: readonly RunPredictions[]): number[] {
  const wrong = new Set<number>();
  for (const { test } of all) {
    predictedClasses(test).forEach((prediction, index) => {
      if (prediction !== test.labels[index]) wrong.add(index);
    });
  }
  return [...wrong].sort((a, b) => a - b);
}

/** The learning rates by step, of fewer points where there are more runs; of very many, the epochs have to do. */
function ratesOf(runs: readonly Run[]): ReadonlyMap<string, readonly StepRate[]> {
  if (runs.length > LISTED_RUNS) return new Map();
  const points = runs.length > CLOSE_RUNS ? 40 : 200;
  return new Map(
    runs.flatMap((run): [string, readonly StepRate[]][] => {
      const rates = learningRatesOfRun(run, points);
      return rates === undefined ? [] : [[run.id, rates]];
    }),
  );
}

/**
 * How much work goes into a page: with pictures of images, looks inside models and a script, which takes seconds for each
 * run, or figures alone, for people who wait for a command to end.
 */
export type ReportDetail = 'pictures' | 'figures';

/** Something that a page goes without, and why. */
export interface ReportGap {
  readonly run: string;
  readonly reason: string;
}

/** What a page shows of its best runs image by image: what they said, and pictures where the data are on this machine. */
export async function reportMaterial(
  runs: readonly Run[],
  detail: ReportDetail,
): Promise<
  Pick<ReportInput, 'predictions' | 'images' | 'insights' | 'learningRates' | 'script'> & {
    readonly gaps: readonly ReportGap[];
  }
> {
  const { readPredictions } = await import('../runs/store.node.ts');
  const { packImages } = await import('../report/image-sheets.node.ts');
  const { pageScript } = await import('../report/page-script.node.ts');
  const { close } = reportContext({ runs, createdAt: new Date(0) });
  const predictions = new Map<string, RunPredictions>();
  const gaps: ReportGap[] = [];
  for (const { run } of close) {
    try {
      const read = await readPredictions(run);
      if (read === undefined)
        gaps.push({ run: run.id, reason: 'what it said of each test image has not been kept' });
      else predictions.set(run.id, read);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      gaps.push({ run: run.id, reason: error.message });
    }
  }
  const sets = new Map<string, Run[]>();
  for (const { run } of close) {
    if (detail === 'pictures' && predictions.has(run.id))
      sets.set(imagesKey(run), [...(sets.get(imagesKey(run)) ?? []), run]);
  }
  const images = new Map<string, ImageSheets>();
  const insights = new Map<string, RunInsight>();
  const packed = new Map<string, ImageSheets>();
  let usedBytes = 0;
  const progress = new ProgressLine();
  try {
    for (const [key, members] of sets) {
      const { record, id } = members[0]!;
      const found = await findRunData(record, undefined, { progress });
      if (found.data === undefined) {
        gaps.push({ run: id, reason: `no pictures: ${found.missing}` });
        continue;
      }
      progress.update('packing pictures');
      const { data } = found;
      const { test, imageShape } = data;
      // Parts of one data set are data sets of their own, often with the same test images.
      const contents = createHash('sha256').update(test.images).digest('hex');
      const first = mistakes(members.map((run) => predictions.get(run.id)!));
      const budgetBytes = PICTURES_BYTES - usedBytes;
      const sheets =
        packed.get(contents) ??
        (await packImages({ images: test.images, imageShape }, { budgetBytes, first }));
      if (!packed.has(contents)) usedBytes += sheets.sheets.reduce((sum, { length }) => sum + length, 0);
      packed.set(contents, sheets);
      images.set(key, sheets);
      for (const run of members) {
        progress.update(`looking inside ${run.record.name}`);
        const insight = await runInsight(run, data, predictions.get(run.id)!, insights.size < EMBEDDED_RUNS);
        if (typeof insight === 'string')
          gaps.push({ run: run.id, reason: `its model cannot be looked into: ${insight}` });
        else insights.set(run.id, insight);
      }
    }
  } finally {
    progress.done();
  }
  const script = detail === 'pictures' ? { script: await pageScript() } : {};
  return { predictions, images, insights, learningRates: ratesOf(runs), ...script, gaps };
}
