import { AtelierError } from '../core/errors.ts';
import type { TestEmbedding } from '../explain/explain-run.node.ts';
import type { Embedding } from '../report/charts/embedding.ts';
import type { Run } from '../runs/record.ts';
import { printableLines, writeErr } from './output.ts';
import type { ProgressLine } from './progress-line.ts';
import { findRunData, type FoundRunData } from './run-data.ts';

/** The embedding of a run's test images as charts take it, by PCA and by UMAP. */
export function chartEmbeddings(embedding: TestEmbedding, { record }: Run): Embedding[] {
  const { pca, umap, explained, labels, predictions, indices } = embedding;
  // More digits than can be seen would take more room in a page than all the rest of a chart.
  const round = (values: Float32Array): number[] =>
    Array.from(values, (value) => Number(value.toPrecision(4)));
  const common = { labels, predictions, indices, classNames: record.data.classNames };
  return [
    { ...common, method: 'PCA', coordinates: round(pca), explained },
    { ...common, method: 'UMAP', coordinates: round(umap) },
  ];
}

/** Works out embeddings of test images for one run after another; runs on the same data share them. */
export class RunEmbeddings {
  readonly #progress: ProgressLine;
  /** The data of the run before, which are large. */
  #last: { readonly digest: string; readonly found: FoundRunData } | undefined;

  constructor(progress: ProgressLine) {
    this.#progress = progress;
  }

  /** What a run's last hidden layer makes of test images, by PCA and by UMAP; with a note, none where that cannot be known. */
  async of(run: Run): Promise<Embedding[]> {
    const { id, record } = run;
    const without = (reason: string): Embedding[] => {
      writeErr(printableLines(`note: no embedding of ${id}: ${reason}`));
      return [];
    };
    if (record.status !== 'complete') return without('the run is not complete');
    const { data, missing } = await this.#dataOf(run);
    if (data === undefined) return without(missing);
    this.#progress.update(`${id}: embedding test images`);
    const { explainRun } = await import('../explain/explain-run.node.ts');
    try {
      const { embedding } = await explainRun(run, data, { images: [] });
      if (embedding === undefined) return without('there are fewer than three test images');
      return chartEmbeddings(embedding, run);
    } catch (error) {
      if (error instanceof AtelierError && error.exitCode !== 70) return without(error.message);
      throw error;
    } finally {
      this.#progress.done();
    }
  }

  async #dataOf({ record }: Run): Promise<FoundRunData> {
    const { digest } = record.data;
    if (this.#last?.digest !== digest) {
      this.#last = { digest, found: await findRunData(record, undefined, { progress: this.#progress }) };
      this.#progress.done();
    }
    return this.#last.found;
  }
}
