/**
 * Memory of long training: `npm run bench:memory` trains each model for 5,000 steps, with a validation after each epoch, in
 * a process of its own, and prints its resident set on the way. A leak shows as growth between the first tenth and the end.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { parseOptions } from '../src/core/parse-options.ts';
import { modelPresetNames } from '../src/nn/preset-names.ts';
import { modelPresets } from '../src/nn/presets/index.ts';
import { adam } from '../src/optim/optimizers/adam.ts';
import { formatBytes } from '../src/report/format.ts';
import { cpuProvider } from '../src/runtime/cpu-provider.node.ts';
import { trainingSchema } from '../src/train/recipe.ts';
import { Trainer } from '../src/train/trainer.ts';
import { peakRssBytes } from './peak-rss.ts';
import { data, SHAPE } from './training-contender.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'mlp,cnn' },
    batch: { type: 'string', default: '16' },
    steps: { type: 'string', default: '5000' },
    threads: { type: 'string', default: '2' },
    /** Trains one model in this process and prints JSON. */
    one: { type: 'boolean', default: false },
  },
});
const steps = Number(values.steps);

/** The resident set after a tenth of the steps and after each further one, and the largest of all. */
interface Measurement {
  readonly rssBytes: readonly number[];
  readonly peakBytes: number;
}

if (values.one) console.log(JSON.stringify(await measure(values.models)));
else measureAll(values.models.split(','));

async function measure(name: string): Promise<Measurement> {
  const model = modelPresetNames.find((preset) => preset === name);
  if (model === undefined) throw new Error(`--models: no ${name}; there are ${modelPresetNames.join(', ')}`);
  const options = {
    optimizer: adam(),
    epochs: 1e6,
    batchSize: Number(values.batch),
    validation: { count: 1000 },
  };
  const trainer = new Trainer({
    model: modelPresets[model]({ input: SHAPE, classes: 10 }),
    training: parseOptions(trainingSchema, options, 'training'),
    ...{ data, provider: cpuProvider, threads: Number(values.threads) },
    blockSize: await cpuProvider.blockSize(),
  });
  const rssBytes: number[] = [];
  for await (const event of trainer.run()) {
    if (event.type !== 'progress' || trainer.step < ((rssBytes.length + 1) * steps) / 10) continue;
    rssBytes.push(process.memoryUsage.rss());
    if (rssBytes.length === 10) break;
  }
  await trainer.release();
  return { rssBytes, peakBytes: peakRssBytes() };
}

function measureAll(models: readonly string[]): void {
  const at = [1, 2, 5, 10].map((tenths) => (steps * tenths) / 10);
  console.log(
    `| model, batch ${values.batch} | ${at.map((step) => `after ${step} steps`).join(' | ')} | largest |`,
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const model of models) {
    const options = ['--batch', values.batch, '--steps', values.steps, '--threads', values.threads];
    const { status, stdout } = spawnSync(
      process.execPath,
      [import.meta.filename, '--one', '--models', model, ...options],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    if (status !== 0) throw new Error(`${model}: the process ended with ${status ?? 'a signal'}`);
    const { rssBytes, peakBytes } = JSON.parse(stdout) as Measurement;
    const cells = [...[0, 1, 4, 9].map((index) => rssBytes[index]!), peakBytes].map(formatBytes);
    console.log(`| ${model} | ${cells.join(' | ')} |`);
  }
}
