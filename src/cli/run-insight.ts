import { AtelierError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { FilterPictures } from '../explain/first-layer-filters.ts';
import { chooseExamples } from '../report/sections/examples.ts';
import type { RunInsight } from '../report/report-context.ts';
import type { RunPredictions } from '../runs/predictions.ts';
import type { Run } from '../runs/record.ts';
import { chartEmbeddings } from './run-embeddings.ts';

/** Enough to see clusters, few enough for a page. */
const EMBEDDED_IMAGES = 500;

async function filterPicture(filters: FilterPictures): Promise<string> {
  const { filterSheet } = await import('../explain/filter-sheet.node.ts');
  const { default: sharp } = await import('sharp');
  const file = await sharp(await filterSheet(filters))
    .webp({ quality: 75 })
    .toBuffer();
  return file.toString('base64');
}

/**
 * What a page shows of the inside of a run's model: where it looks in the examples that the page shows, its first filters
 * and, where wanted, how it sees test images. In place of it the reason, where the model cannot be looked into.
 */
export async function runInsight(
  run: Run,
  data: Dataset,
  { test }: RunPredictions,
  withEmbedding: boolean,
): Promise<RunInsight | string> {
  const { explainRun, testImages } = await import('../explain/explain-run.node.ts');
  const { overlayImages } = await import('../explain/overlay.ts');
  const { packImages } = await import('../report/image-sheets.node.ts');
  const { worst, wrong, right } = chooseExamples(test);
  const indices = [...new Set([...worst, ...wrong, ...right].map(({ index }) => index))];
  try {
    const embedded = withEmbedding ? EMBEDDED_IMAGES : 0;
    const { maps, filters, embedding } = await explainRun(run, data, { images: indices, embedded });
    const images = overlayImages(testImages(data, indices), maps.values, data.imageShape);
    const imageShape = [data.imageShape[0], data.imageShape[1], 3] as const;
    const sheets = await packImages({ images, imageShape }, { budgetBytes: Infinity, first: [] });
    const picture = filters && (await filterPicture(filters));
    return {
      maps: { method: maps.method, indices, images: sheets },
      filters:
        filters && picture !== undefined
          ? { name: filters.name, address: `data:image/webp;base64,${picture}` }
          : undefined,
      embeddings: embedding ? chartEmbeddings(embedding, run) : [],
    };
  } catch (error) {
    if (error instanceof AtelierError && error.exitCode !== 70) return error.message;
    throw error;
  }
}
