import { confusionMatrix } from '../../src/metrics/confusion-matrix.ts';
import type { ChartSubject } from '../../src/report/charts/chart.ts';
import type { Embedding, EmbeddingMethod } from '../../src/report/charts/embedding.ts';
import type { RunPredictions } from '../../src/runs/predictions.ts';
import { fixtureRun } from '../cli/fixture-runs.ts';

const CLASS_NAMES = ['circle', 'square', 'triangle', 'ring & <cross>'];
const TEST_COUNT = 120;

/** Numbers from 0 to 1 that look like chance and are the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** Made-up predictions: the more `skill`, the more often the true class gets the most. */
function predictionsOf(skill: number, seed: number): RunPredictions {
  const next = numbers(seed);
  const classes = CLASS_NAMES.length;
  const labels = Int32Array.from({ length: TEST_COUNT }, (_, index) => index % classes);
  const probabilities = new Float32Array(TEST_COUNT * classes);
  labels.forEach((label, index) => {
    const scores = CLASS_NAMES.map((_, k) => Math.exp(3 * next() + (k === label ? skill * next() : 0)));
    const sum = scores.reduce((total, score) => total + score, 0);
    scores.forEach((score, k) => (probabilities[index * classes + k] = score / sum));
  });
  const test = { labels, probabilities, classes };
  return { test, validation: { ...test, indices: labels.map((_, index) => index) } };
}

/** The class that each example is taken for. */
function predicted({ probabilities, classes }: RunPredictions['test']): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, index) => {
    const row = [...probabilities.subarray(index * classes, (index + 1) * classes)];
    return row.indexOf(Math.max(...row));
  });
}

/** Classes around corners of a square. */
function embeddingOf(test: RunPredictions['test'], method: EmbeddingMethod): Embedding {
  const next = numbers(9);
  const coordinates = Array.from(test.labels).flatMap((label) => [
    (label % 2) + 0.9 * next(),
    Math.floor(label / 2) + 0.9 * next(),
  ]);
  const { labels } = test;
  return { method, coordinates, labels, predictions: predicted(test), classNames: CLASS_NAMES };
}

interface SubjectOptions {
  readonly name: string;
  readonly skill: number;
  readonly seed: number;
  readonly parameters: number;
  readonly minute: number;
}

function subject({ name, skill, seed, parameters, minute }: SubjectOptions): ChartSubject {
  const predictions = predictionsOf(skill, seed);
  const { test } = predictions;
  const confusion = confusionMatrix(test.labels, predicted(test), CLASS_NAMES.length);
  const hits = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
  const accuracy = hits / TEST_COUNT;
  const run = fixtureRun({ name, hits: Math.round(10_000 * accuracy), epochs: 5, parameters, minute });
  const result = run.record.result!;
  const record = {
    ...run.record,
    seed,
    recipe: { ...run.record.recipe, seed },
    data: {
      ...run.record.data,
      name: 'shapes',
      title: 'Shapes',
      classNames: CLASS_NAMES,
      testCount: TEST_COUNT,
    },
    architecture: { multiplyAdds: 9 * parameters, layers: [] },
    result: {
      ...result,
      test: { ...result.test, accuracy, confusion, count: TEST_COUNT, durationMs: parameters / 1000 },
    },
  };
  return {
    run: { ...run, record },
    predictions,
    embeddings: [embeddingOf(test, 'PCA'), embeddingOf(test, 'UMAP')],
  };
}

/** Three small runs on the same data, two of one recipe: what the golden drawings of charts are of. */
export function chartSubjects(): ChartSubject[] {
  return [
    subject({ name: 'cnn', skill: 5, seed: 1, parameters: 21_000, minute: 0 }),
    subject({ name: 'cnn', skill: 4.5, seed: 2, parameters: 21_000, minute: 1 }),
    subject({ name: 'mlp', skill: 3, seed: 1, parameters: 90_000, minute: 2 }),
  ];
}
