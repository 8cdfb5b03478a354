import type { EpochRecord, Run, RunRecord } from '../../src/runs/record.ts';

const CLASS_NAMES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** What a made-up run is to look like. */
export interface FixtureOptions {
  readonly name: string;
  /** Test images classified rightly, of 10,000. */
  readonly hits: number;
  readonly epochs?: number;
  readonly parameters?: number;
  readonly status?: RunRecord['status'];
  readonly notice?: string;
  readonly minute?: number;
}

/** A confusion matrix of 1,000 images a class with this many hits, its mistakes where Fashion-MNIST has them. */
function confusion(hits: number): number[][] {
  const hard = [0, 2, 4, 6];
  const matrix = CLASS_NAMES.map(() => CLASS_NAMES.map(() => 0));
  let mistakes = 10_000 - hits;
  // Two thirds of the mistakes among the four hard classes, the rest spread.
  for (let turn = 0; mistakes > 0; turn++) {
    const label = turn % 3 === 0 ? turn % 10 : hard[(turn >> 1) % 4]!;
    const prediction = turn % 3 === 0 ? (label + 2) % 10 : hard[((turn >> 1) + 1 + (turn % 2)) % 4]!;
    if (label === prediction) continue;
    matrix[label]![prediction]!++;
    mistakes--;
  }
  matrix.forEach((row, label) => {
    row[label] = 1000 - row.reduce((sum, count) => sum + count, 0);
  });
  return matrix;
}

function history(epochs: number, accuracy: number): EpochRecord[] {
  return Array.from({ length: epochs }, (_, index) => {
    const progress = 1 - Math.exp(-(index + 1) / 2.5);
    const train = 0.55 + (accuracy + 0.04 - 0.55) * progress;
    const val = 0.6 + (accuracy - 0.6) * Math.min(progress * 1.02, 1) - 0.002 * (index % 2);
    return {
      epoch: index + 1,
      step: 430 * (index + 1),
      learningRate: 0.001,
      durationMs: 2100,
      train: { loss: 1.2 * (1 - train) * 2, accuracy: train },
      val: { loss: 1.2 * (1 - val) * 2.1, accuracy: val },
      best: index === epochs - 1 || index < epochs - 2,
    };
  });
}

/** A run as it might have been, for tests of reports and of the command line. */
export function fixtureRun(options: FixtureOptions): Run {
  const { name, hits, epochs = 10, parameters = 225_034, status = 'complete', notice, minute = 0 } = options;
  const id = `2026-11-21-05${String(minute).padStart(2, '0')}-${name}`;
  const entries = history(epochs, hits / 10_000);
  const val = entries.at(-1)?.val ?? { loss: 2.3, accuracy: 0.1 };
  const test = {
    loss: 3 * (1 - hits / 10_000),
    accuracy: hits / 10_000,
    count: 10_000,
    confusion: confusion(hits),
  };
  const result = {
    epochs,
    bestEpoch: epochs,
    stopReason: 'all epochs done',
    durationMs: 2100 * epochs,
    validation: val,
    test,
  };
  const record: RunRecord = {
    format: 1,
    id,
    name,
    createdAt: `2026-11-21T05:${String(minute).padStart(2, '0')}:00.000Z`,
    status,
    recipe: { model: name, optimizer: { name: 'adam', learningRate: 0.001 }, batchSize: 128, epochs },
    seed: 7,
    versions: { atelier: '0.1.0', node: '24.21.0', onnxruntime: '1.30.0' },
    machine: { platform: 'linux', arch: 'x64', cpu: 'Example CPU', cores: 2, memoryBytes: 8 * 2 ** 30 },
    threads: 2,
    layout: 'plain',
    data: {
      name: 'fashion-mnist',
      title: 'Fashion-MNIST',
      digest: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
      origin: 'data/fashion-mnist',
      ...(notice === undefined ? {} : { notice }),
      imageShape: [28, 28, 1],
      classNames: CLASS_NAMES,
      trainCount: 55_000,
      validationCount: 5_000,
      testCount: 10_000,
    },
    parameters,
    ...(status === 'complete' ? { result } : {}),
    ...(status === 'failed'
      ? { error: { code: 'training', message: 'the loss is not a number at step 431' } }
      : {}),
  };
  return { id, folder: `runs/${id}`, record, history: entries };
}
