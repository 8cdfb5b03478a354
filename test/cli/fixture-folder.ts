import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDataset } from '../../src/data/load-dataset.node.ts';
import { encodePredictions, PREDICTIONS_FILE } from '../../src/runs/predictions.ts';
import type { RunRecord } from '../../src/runs/record.ts';
import { rewriteHistory, writeRecord } from '../../src/runs/store.node.ts';
import { fixtureRun, type FixtureOptions } from './fixture-runs.ts';
import { putSmallSet, smallRecipe } from './small-training.ts';

/** How many test images the small set has. */
export const TEST_COUNT = 101;
const CLASSES = 4;

/** What a made-up run folder is to look like. */
export interface FolderOptions extends Partial<FixtureOptions> {
  /** The digest that the record tells, in place of that of the small set. */
  readonly digest?: string;
}

/**
 * Writes a made-up run on the small set, which is put into `corners`, into `runs`; where it is complete, with predictions
 * that take the first class for everything.
 *
 * @returns its id
 */
export async function putFixtureRun(
  folder: string,
  { digest, ...options }: FolderOptions = {},
): Promise<string> {
  const path = join(folder, 'corners');
  await putSmallSet(path, 480, TEST_COUNT);
  const data = await loadDataset({ type: 'idx', path });
  const { id, record, history } = fixtureRun({ name: 'cnn', hits: 9182, epochs: 3, ...options });
  const { labels } = data.test;
  const confusion = Array.from({ length: CLASSES }, (_, label) => [
    labels.filter((other) => other === label).length,
    ...new Array<number>(CLASSES - 1).fill(0),
  ]);
  const test = { loss: 1, accuracy: confusion[0]![0]! / TEST_COUNT, count: TEST_COUNT, confusion };
  const small: RunRecord = {
    ...record,
    recipe: JSON.parse(JSON.stringify(smallRecipe({ data: { type: 'idx', path } }))) as RunRecord['recipe'],
    data: {
      ...record.data,
      name: data.name,
      title: data.title,
      digest: digest ?? data.digest,
      origin: data.origin,
      imageShape: data.imageShape,
      classNames: data.classNames,
      testCount: TEST_COUNT,
    },
    ...(record.result === undefined ? {} : { result: { ...record.result, test } }),
  };
  const run = join(folder, 'runs', id);
  await mkdir(run, { recursive: true });
  await writeRecord(run, small);
  await rewriteHistory(run, history);
  if (record.result === undefined) return id;
  const row = [0.7, 0.1, 0.1, 0.1];
  const probabilities = Float32Array.from({ length: TEST_COUNT * CLASSES }, (_, at) => row[at % CLASSES]!);
  const part = { labels, probabilities, classes: CLASSES };
  const file = encodePredictions({ test: part, validation: { ...part, indices: labels } });
  await writeFile(join(run, PREDICTIONS_FILE), file);
  return id;
}
