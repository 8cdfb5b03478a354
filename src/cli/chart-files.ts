import { join } from 'node:path';
import type { ChartDrawing, DrawnCharts, SkippedChart } from '../report/charts/draw-charts.ts';
import type { ChartTheme } from '../report/charts/palette.ts';
import type { StudyResults } from '../report/study/study-results.ts';
import { atomicWriteFile } from '../runs/atomic-write.node.ts';
import { fileError } from '../runs/file-error.ts';
import { makeFolders } from '../runs/make-folders.node.ts';
import type { Run } from '../runs/record.ts';
import { keptPredictions } from './kept-predictions.ts';
import { ProgressLine } from './progress-line.ts';
import { RunEmbeddings } from './run-embeddings.ts';

/** How charts are written. */
export interface ChartFileOptions {
  readonly folder: string;
  readonly format: 'svg' | 'png';
  readonly theme: ChartTheme;
  /** How many pixels of a PNG there are for one of the drawing. */
  readonly scale: number;
  /** Whether test images are embedded, which needs the data and takes seconds for each run. */
  readonly embedding: boolean;
}

/** What has been written, and what could not be drawn. */
export interface ChartFiles {
  readonly folder: string;
  readonly files: readonly string[];
  readonly skipped: readonly SkippedChart[];
}

async function contents(
  { svg }: ChartDrawing,
  { format, scale }: Pick<ChartFileOptions, 'format' | 'scale'>,
): Promise<string | Uint8Array> {
  if (format === 'svg') return `${svg}\n`;
  const { default: sharp } = await import('sharp');
  // A drawing without units is taken to have 72 pixels an inch.
  return await sharp(Buffer.from(svg), { density: 72 * scale })
    .png()
    .toBuffer();
}

/** Makes the folder of charts where it is missing. Throws a StorageError where it cannot be made. */
export async function makeChartFolder(folder: string): Promise<void> {
  await makeFolders(folder).catch((cause: unknown) => {
    throw fileError(cause, 'make the folder', folder);
  });
}

/** Writes each drawing into a file of its own; gives the names of the files. */
async function writeDrawings(
  { drawings }: DrawnCharts,
  options: Omit<ChartFileOptions, 'embedding'>,
): Promise<string[]> {
  const files: string[] = [];
  for (const drawing of drawings) {
    const file = `${drawing.name}.${options.format}`;
    await atomicWriteFile(join(options.folder, file), await contents(drawing, options));
    files.push(file);
  }
  return files;
}

/**
 * Writes every chart of studies into files of its own, in a folder that is there.
 *
 * @throws StorageError where it cannot be written
 */
export async function writeStudyChartFiles(
  studies: readonly StudyResults[],
  options: Omit<ChartFileOptions, 'embedding'>,
): Promise<ChartFiles> {
  const { drawStudies } = await import('../report/charts/study/draw-studies.ts');
  const { filePalettes } = await import('../report/charts/palette.ts');
  const drawn = drawStudies(studies, filePalettes[options.theme]);
  return { folder: options.folder, files: await writeDrawings(drawn, options), skipped: drawn.skipped };
}

/**
 * Writes every chart of runs into files of its own, one run after the other, in a folder that is there.
 *
 * @throws StorageError where it cannot be written
 */
export async function writeChartFiles(runs: readonly Run[], options: ChartFileOptions): Promise<ChartFiles> {
  const { drawComparisons, drawRun } = await import('../report/charts/draw-charts.ts');
  const { filePalettes } = await import('../report/charts/palette.ts');
  const { learningRatesOfRun } = await import('../train/learning-rates-of-run.ts');
  const { folder, theme } = options;
  const palette = filePalettes[theme];
  const files: string[] = [];
  const skipped: SkippedChart[] = [];
  const write = async (drawn: DrawnCharts): Promise<void> => {
    files.push(...(await writeDrawings(drawn, options)));
    skipped.push(...drawn.skipped);
  };
  const subjects = runs.map((run) => ({ run, learningRates: learningRatesOfRun(run) }));
  await write(drawComparisons(subjects, palette));
  const progress = new ProgressLine();
  const embeddings = new RunEmbeddings(progress);
  for (const [index, run] of runs.entries()) {
    const subject = {
      run,
      predictions: await keptPredictions(run),
      embeddings: options.embedding ? await embeddings.of(run) : undefined,
    };
    progress.update(`drawing charts of run ${index + 1} of ${runs.length}`);
    try {
      await write(drawRun(subject, palette, runs.length === 1 ? undefined : index + 1));
    } finally {
      progress.done();
    }
  }
  return { folder, files, skipped };
}

/** A line for each chart that is missing, with whom it is missing of. */
export function skippedText(skipped: readonly SkippedChart[]): string[] {
  const byChart = new Map<string, SkippedChart[]>();
  for (const each of skipped) byChart.set(each.chart, [...(byChart.get(each.chart) ?? []), each]);
  return [...byChart].map(([chart, all]) => {
    const named = all.slice(0, 5).map(({ of }) => of);
    const more = all.length > named.length ? ` and ${all.length - named.length} more` : '';
    return `no chart ${chart} of ${named.join(', ')}${more}: it needs ${all[0]!.needs}`;
  });
}
