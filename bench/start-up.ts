/**
 * How long starting takes: `npm run bench:start-up` measures `atelier --help` and the time from the start of the process to
 * the first finished training step of `atelier train cnn`, from the sources and from the built package, if there is one
 * (`npm run build`), in turns. Medians of whole processes; Node's cache of compiled code is warm after the first. Where
 * other work shares the machine, a higher priority helps, for the session too (docs/benchmarks.md), but not that of real
 * time: a thread that spins would hold up the one that prints.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quantile } from '../src/metrics/quantile.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    models: { type: 'string', default: 'cnn' },
    threads: { type: 'string', default: '2' },
  },
});
const checkout = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'atelier-start-up-'));

/** What is timed: gives milliseconds. */
interface Case {
  readonly title: string;
  readonly measure: () => number;
}

try {
  const ways = {
    sources: checkout,
    ...(existsSync(join(checkout, 'dist')) ? { built: builtPackage() } : {}),
  };
  const cases = Object.entries(ways).flatMap(([way, root]): Case[] => [
    { title: `atelier --help, ${way}`, measure: () => helpMs(root) },
    ...values.models.split(',').map((model) => ({
      title: `first step of ${model}, ${way}`,
      measure: () => firstStepMs(root, way, model),
    })),
  ]);
  const times = cases.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, { measure }] of cases.entries()) times[index]!.push(measure());
  }
  console.log('| from the start of the process | median | fastest | slowest |\n| --- | --- | --- | --- |');
  for (const [index, { title }] of cases.entries()) {
    const sorted = Float64Array.from(times[index]!).sort();
    const cells = [quantile(sorted, 0.5), sorted[0]!, sorted.at(-1)!].map((ms) => `${ms.toFixed(0)} ms`);
    console.log(`| ${title} | ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}

/** A folder like that of the installed package: without the sources, the launcher takes what was built. */
function builtPackage(): string {
  const root = join(scratch, 'package');
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync(join(checkout, 'bin', 'atelier.js'), join(root, 'bin', 'atelier.js'));
  for (const name of ['dist', 'node_modules', 'package.json'])
    symlinkSync(join(checkout, name), join(root, name));
  return root;
}

function helpMs(root: string): number {
  const begin = performance.now();
  run([join(root, 'bin', 'atelier.js'), '--help']);
  return performance.now() - begin;
}

function firstStepMs(root: string, way: string, model: string): number {
  const main = way === 'sources' ? join(root, 'src', 'cli', 'main.ts') : join(root, 'dist', 'cli', 'main.js');
  const runs = mkdtempSync(join(scratch, 'runs-'));
  const options = ['--runs', runs, '--threads', values.threads];
  const begin = Date.now();
  const printed = run([join(checkout, 'bench', 'first-step.ts'), main, 'train', model, ...options]);
  return Number(printed) - begin;
}

function run(args: readonly string[]): string {
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: checkout,
  });
  // The first step ends its process by a signal of its own.
  if (status === 0 || (signal === 'SIGKILL' && stdout !== '')) return stdout;
  throw new Error(`${args.join(' ')}: ${stderr}`);
}
