/**
 * Training speed: `npm run bench` measures Atelier alone; `npm run bench -- --python venv/bin/python` also PyTorch and
 * Keras, in alternation, so that the machine's ups and downs hit all of them. Medians over rounds.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { referenceModelNames, type ReferenceModelName } from '../src/nn/preset-names.ts';
import { multiplyAdds } from '../src/ops/multiply-adds.ts';
import { AtelierContender } from './atelier-contender.ts';
import { measureCeiling } from './ceiling.ts';
import { PeerProcess, type PeerName } from './peers/peer-process.ts';

/** Something that trains a model and says how long its steps took. */
interface Contender {
  readonly name: string;
  run(steps: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

interface Result {
  readonly contender: string;
  readonly stepMs: number;
  readonly imagesPerSecond: number;
}

/** Threads of a runtime that has just worked still spin for a while: each contender waits until they sleep. */
const REST_MS = 300;

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'mlp,cnn,deep-cnn' },
    batches: { type: 'string', default: '64,128' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const threads = wholeNumber('threads');
const rounds = wholeNumber('rounds');
const roundMs = 1000 * wholeNumber('seconds');

const ceiling = await measureCeiling(threads);
say(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, matrix product ${(ceiling / 1e9).toFixed(0)} GFLOP/s`,
);
const report: unknown[] = [];
for (const model of values.models.split(',')) {
  if (!isPreset(model))
    throw new Error(`--models: no model ${model}; there are ${referenceModelNames.join(', ')}`);
  for (const batch of values.batches.split(',').map(Number)) {
    const { results, share } = await compare(model, batch);
    report.push({ model, batch, shareOfCeiling: share, results });
    say(`\n${model}, batch ${batch}: ${(100 * share).toFixed(0)}% of the matrix product's rate`);
    const own = results[0]!.stepMs;
    for (const { contender, stepMs, imagesPerSecond } of results) {
      const figures = `${stepMs.toFixed(1).padStart(8)} ms/step ${imagesPerSecond.toFixed(0).padStart(7)} images/s`;
      say(`  ${contender.padEnd(22)} ${figures}   Atelier is ${(stepMs / own).toFixed(2)} times as fast`);
    }
  }
}
if (values.json)
  console.log(JSON.stringify({ processor: cpus()[0]?.model, threads, ceiling, report }, null, 2));

async function compare(
  model: ReferenceModelName,
  batch: number,
): Promise<{ results: Result[]; share: number }> {
  const own = await AtelierContender.create(model, batch, threads);
  const contenders: Contender[] = [
    { name: 'Atelier', run: (steps) => own.run(steps), close: () => own.release() },
    ...(values.python === undefined ? [] : await startPeers(model, batch, values.python)),
  ];
  const times = contenders.map((): number[] => []);
  const steps: number[] = [];
  for (const contender of contenders) {
    await contender.run(6);
    steps.push(Math.max(5, Math.round(roundMs / median(await contender.run(5)))));
  }
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      await sleep(REST_MS);
      times[index]!.push(median(await contender.run(steps[index]!)));
    }
  }
  for (const contender of contenders) await contender.close();
  const results = contenders.map(({ name }, index) => {
    const stepMs = median(times[index]!);
    return { contender: name, stepMs, imagesPerSecond: (1000 * batch) / stepMs };
  });
  const share = (2 * multiplyAdds(own.training.graph.nodes) * 1000) / results[0]!.stepMs / ceiling;
  return { results, share };
}

async function startPeers(model: ReferenceModelName, batch: number, python: string): Promise<Contender[]> {
  const peers: [string, PeerName, { layout?: 'default' | 'channels_last' }][] = [
    ['PyTorch', 'torch', { layout: 'default' }],
    ['PyTorch channels_last', 'torch', { layout: 'channels_last' }],
    ['Keras on TensorFlow', 'keras', {}],
  ];
  const contenders: Contender[] = [];
  for (const [name, peer, options] of peers) {
    const process = new PeerProcess({ python, peer });
    await process.setup({ model, batch, threads, optimizer: 'adam', ...options });
    contenders.push({
      name,
      run: async (steps) => (await process.run(steps)).stepMs,
      close: () => process.close(),
    });
  }
  return contenders;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function isPreset(name: string): name is ReferenceModelName {
  return (referenceModelNames as readonly string[]).includes(name);
}

function wholeNumber(option: 'threads' | 'rounds' | 'seconds'): number {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option}: expected a positive integer, got ${values[option]}`);
}

function say(line: string): void {
  if (!values.json) console.log(line);
}
