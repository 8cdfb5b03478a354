/**
 * Evaluation speed: `npm run bench:evaluation -- --python venv/bin/python` takes loss and accuracy of 10,000 images with
 * Atelier as a trainer does it, and with PyTorch's inference mode and ONNX Runtime in Python by several batch sizes, in
 * alternation. Medians over rounds, after a first pass; building models and sessions is not counted for anyone.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from '../src/metrics/quantile.ts';
import { modelPresets } from '../src/nn/presets/index.ts';
import { adam } from '../src/optim/optimizers/adam.ts';
import { exportOnnx } from '../src/train/export-onnx.ts';
import { initialState } from '../src/train/initial-state.ts';
import { buildTrainingGraph } from '../src/train/training-graph.ts';
import { peerModelNames, PeerProcess, type PeerModelName, type PeerSetup } from './peers/peer-process.ts';
import type { PeerName } from './peers/peer-process.ts';

const IMAGES = 10_000;
const REST_MS = 300;

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'cnn' },
    batches: { type: 'string', default: '100,250,1000' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
  },
});
const model = peerModelNames.find((name) => name === values.model);
if (model === undefined)
  throw new Error(`--model: no ${values.model}; there are ${peerModelNames.join(', ')}`);
const batches = values.batches.split(',').map(Number);

interface Row {
  readonly title: string;
  readonly process: PeerProcess;
  readonly times: number[];
}

const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
try {
  await compare(model, await writeModel(model));
} finally {
  await rm(folder, { recursive: true });
}

async function compare(model: PeerModelName, file: string): Promise<void> {
  const rows: Row[] = [];
  const start = async (title: string, peer: PeerName, settings: Partial<PeerSetup>): Promise<void> => {
    const process = new PeerProcess({ peer, ...(values.python && { python: values.python }) });
    rows.push({ title, process, times: [] });
    const threads = Number(values.threads);
    await process.setup({ model, batch: batches[0]!, threads, task: 'evaluate', ...settings });
    await process.run(1);
  };
  try {
    await start('Atelier', 'atelier', {});
    for (const batch of values.python ? batches : []) {
      await start(`PyTorch inference_mode, batch ${batch}`, 'torch', { batch });
      const layout = 'channels_last';
      await start(`PyTorch channels_last, batch ${batch}`, 'torch', { batch, layout });
      await start(`ONNX Runtime in Python, batch ${batch}`, 'onnxruntime', { batch, file });
    }
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const { process, times } of rows) {
        await sleep(REST_MS);
        times.push(...(await process.run(1)).stepMs);
      }
    }
  } finally {
    for (const { process } of rows) await process.close();
  }
  print(rows);
}

async function writeModel(model: PeerModelName): Promise<string> {
  const spec = modelPresets[model]({ input: [28, 28, 1], classes: 10 });
  const weights = initialState(buildTrainingGraph(spec, { optimizer: adam() }, 2).state, 1);
  const file = join(folder, 'model.onnx');
  await writeFile(file, exportOnnx(spec, weights, { classNames: Array.from('0123456789') }));
  return file;
}

function print(rows: readonly Row[]): void {
  const median = (times: readonly number[]): number => quantile(Float64Array.from(times).sort(), 0.5);
  const own = median(rows[0]!.times);
  const heads = ['ms', 'fastest', 'images/s', 'Atelier is as fast'];
  console.log(`\n| evaluation of ${IMAGES} images, ${values.model} | ${heads.join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(heads.length)}`);
  for (const { title, times } of rows) {
    const ms = median(times);
    const figures = [ms, Math.min(...times), (1000 * IMAGES) / ms].map((figure) => figure.toFixed(0));
    console.log(`| ${title} | ${figures.join(' | ')} | ${(ms / own).toFixed(2)} x |`);
  }
}
