import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import {
  exportOnnx,
  loadDataset,
  parseRecipe,
  recipePresets,
  subsetDataset,
  type Dataset,
} from '../../src/index.ts';
import { modelPresets } from '../../src/nn/presets/index.ts';
import { readMetadata } from '../../src/onnx/read-metadata.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../../src/testing/test-graph.ts';
import { Classifier } from '../../src/train/classifier.ts';
import { trainingSchema } from '../../src/train/recipe.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { atelier } from './run-cli.ts';
import { onlyRun } from './small-training.ts';

const COLOURS = { iris: [60, 40, 200], lily: [230, 230, 40], rose: [200, 30, 40] } as const;
let root: string;
let data: Dataset;

/** Noisy pictures of 16 × 12 pixels in three colours, as PNG, JPEG and WebP. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-pictures-'));
  const stream = randomStream(3, 'pictures');
  for (const [name, colour] of Object.entries(COLOURS)) {
    await mkdir(join(root, 'flowers', name), { recursive: true });
    for (let index = 0; index < 16; index++) {
      const raw = Uint8Array.from(
        { length: 16 * 12 * 3 },
        (_, at) => colour[at % 3]! - 20 + stream.integer(41),
      );
      const file = `${index}.${['png', 'jpg', 'webp'][index % 3]!}`;
      await sharp(raw, { raw: { width: 12, height: 16, channels: 3 } }).toFile(
        join(root, 'flowers', name, file),
      );
    }
  }
  data = await loadDataset(join(root, 'flowers'));
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('a folder of coloured pictures', () => {
  it.each(['ann', 'mlp', 'cnn', 'deep-cnn'] as const)(
    'trains %s and exports it with its size',
    async (name) => {
      const model = modelPresets[name]({ input: data.imageShape, classes: data.classNames.length });
      const training = trainingSchema
        .strip()
        .parse({ ...recipePresets[name], validation: { fraction: 0.2 }, epochs: 1, batchSize: 8 });
      const provider = cpuProvider;
      const trainer = new Trainer({
        model,
        training,
        data,
        provider,
        threads: 1,
        blockSize: machineBlockSize,
      });
      for await (const event of trainer.run()) expect(event).toBeDefined();
      const weights = trainer.resultWeights();
      const classifier = await Classifier.compile(model, weights, provider, 1);
      expect(await classifier.logits(data.test.images)).toHaveLength(10 * 3);
      await classifier.release();
      await trainer.release();
      const metadata = readMetadata(exportOnnx(model, weights, data), 'model');
      expect(metadata).toMatchObject({ inputShape: [16, 12, 3], labels: ['iris', 'lily', 'rose'] });
    },
  );

  it('trains from the command line, in part, and is found again by what the run remembers', async () => {
    const recipe = join(root, 'recipe.json');
    const subset = { classes: ['rose', 'iris'] };
    await writeFile(recipe, JSON.stringify({ ...recipePresets.ann, data: './flowers', subset }));
    const args = ['train', recipe, '--epochs', '6', '--batch-size', '4', '--threads', '1', '--json'];
    const trained = await atelier(args, { cwd: root });
    expect(trained.stderr).not.toContain('error');
    expect(trained.code).toBe(0);
    const folder = await onlyRun(join(root, 'runs'));
    const record = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as {
      recipe: unknown;
      data: { digest: string };
    };
    const remembered = parseRecipe(record.recipe);
    expect(remembered).toMatchObject({
      data: { type: 'folder', path: join(root, 'flowers'), size: [16, 12], channels: 3 },
      subset,
    });
    const again = await subsetDataset(await loadDataset(remembered.data!), remembered.subset!);
    expect(again.digest).toBe(record.data.digest);
    const picture = join(root, 'flowers', 'rose', '1.jpg');
    const shown = await atelier(['predict', folder, picture, '--json']);
    const { predictions } = JSON.parse(shown.stdout) as { predictions: { classes: { label: string }[] }[] };
    expect(predictions[0]!.classes.map(({ label }) => label)).toEqual(['rose', 'iris']);
  });
});
