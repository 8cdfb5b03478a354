/**
 * The cost of training each model of the zoo: `npm run bench:zoo` prints, for each, how long it takes to compile, the time
 * of a step, images a second and the largest memory of the process. Each model has a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/report/format.ts';
import { modelPresetNames, zooModelNames, type ModelPresetName } from '../src/nn/preset-names.ts';
import { AtelierContender } from './atelier-contender.ts';
import { peakRssBytes } from './peak-rss.ts';

/** Models that would take too long, or too much memory, with the usual batch. */
const SMALL_BATCHES: Partial<Record<ModelPresetName, number>> = { 'wrn-28-10': 32, 'densenet-bc-100': 64 };

/** What one process measured. */
interface Measurement {
  readonly model: string;
  readonly batch: number;
  readonly parameters: number;
  /** Building the graph, lowering it and creating the session. */
  readonly compileMs: number;
  readonly stepMs: number;
  readonly peakBytes: number;
}

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: zooModelNames.join(',') },
    batch: { type: 'string' },
    steps: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    /** Measures one model in this process and prints JSON. */
    one: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const names = values.models.split(',').map((name) => {
  const known = modelPresetNames.find((preset) => preset === name);
  if (known === undefined)
    throw new Error(`--models: no model ${name}; there are ${modelPresetNames.join(', ')}`);
  return known;
});

if (values.one) console.log(JSON.stringify(await measure(names[0]!)));
else measureAll();

async function measure(model: ModelPresetName): Promise<Measurement> {
  const batch = Number(values.batch ?? SMALL_BATCHES[model] ?? 128);
  const begin = performance.now();
  const contender = await AtelierContender.create(model, batch, Number(values.threads));
  const compileMs = performance.now() - begin;
  await contender.run(1);
  const times = (await contender.run(Number(values.steps))).sort((a, b) => a - b);
  const { state } = contender.training;
  await contender.release();
  return {
    model,
    batch,
    parameters: state
      .filter(({ role }) => role === 'parameter')
      .reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0),
    compileMs,
    stepMs: times[times.length >> 1]!,
    peakBytes: peakRssBytes(),
  };
}

function measureAll(): void {
  const results: Measurement[] = [];
  if (!values.json)
    console.log('| model | parameters | batch | compile | ms/step | images/s | peak memory |');
  if (!values.json) console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const name of names) {
    const options = ['steps', 'threads', 'batch'].flatMap((option) => {
      const value = values[option as 'steps' | 'threads' | 'batch'];
      return value === undefined ? [] : [`--${option}`, value];
    });
    const { status, stdout } = spawnSync(
      process.execPath,
      [import.meta.filename, '--one', '--models', name, ...options],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    if (status !== 0) throw new Error(`${name}: the process ended with ${status ?? 'a signal'}`);
    const result = JSON.parse(stdout) as Measurement;
    results.push(result);
    if (!values.json) console.log(tableRow(result));
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
}

function tableRow({ model, parameters, batch, compileMs, stepMs, peakBytes }: Measurement): string {
  const cells = [
    model,
    parameters.toLocaleString('en-US'),
    String(batch),
    `${(compileMs / 1000).toFixed(1)} s`,
    stepMs.toFixed(0),
    ((1000 * batch) / stepMs).toFixed(0),
    formatBytes(peakBytes),
  ];
  return `| ${cells.join(' | ')} |`;
}
