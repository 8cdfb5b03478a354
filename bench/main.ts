/**
 * Training speed: `npm run bench` measures Atelier alone; `npm run bench -- --peers --python venv/bin/python` beside
 * PyTorch, Keras and others, in alternation, so that the machine's ups and downs hit all of them. Medians over rounds.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compareSpeed, type Comparison } from './compare-speed.ts';
import { contenders, usualContenders, type ContenderName } from './peers/contenders.ts';
import { peerModelNames } from './peers/peer-process.ts';
import { comparisonText, markdownTables } from './speed-tables.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'mlp,cnn,deep-cnn,resnet8' },
    batches: { type: 'string', default: '64,128,512' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    /** Seconds that one answer of a contender may take. */
    patience: { type: 'string', default: '60' },
    peers: { type: 'boolean', default: false },
    /** Who takes part, in place of the usual ones. */
    contenders: { type: 'string' },
    python: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const batches = values.batches.split(',').map((text) => positive('batches', text));
const models = values.models.split(',').map((name) => oneOf('models', name, peerModelNames));
const names = chosenContenders();
const python = values.python ?? 'python3';
if (names.some((name) => ['torch', 'keras'].includes(contenders[name].peer))) checkPython();
const threads = positive('threads', values.threads);
const settings = {
  threads,
  rounds: positive('rounds', values.rounds),
  roundMs: 1000 * positive('seconds', values.seconds),
  patienceMs: 1000 * positive('patience', values.patience),
  python,
};

say(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads`);
const comparisons: Comparison[] = [];
for (const model of models) {
  // What was too slow for a batch is too slow for larger ones.
  let able = names;
  for (const batch of batches) {
    const comparison = await compareSpeed({ ...settings, model, batch, contenders: able });
    comparisons.push(comparison);
    say(`\n${comparisonText(comparison)}`);
    able = able.filter((name) =>
      comparison.results.some(({ contender, speed }) => contender === name && speed !== undefined),
    );
  }
}
if (values.markdown) console.log(`\n${markdownTables(comparisons)}`);
if (values.json)
  console.log(JSON.stringify({ processor: cpus()[0]?.model, ...settings, comparisons }, null, 2));

function chosenContenders(): readonly ContenderName[] {
  if (values.contenders !== undefined) {
    const known = Object.keys(contenders) as ContenderName[];
    return values.contenders.split(',').map((name) => oneOf('contenders', name, known));
  }
  if (values.peers) return usualContenders;
  if (values.python !== undefined) fail('--python: the Python of the peers; it goes with --peers');
  return ['atelier'];
}

/** A Python that has neither framework is worth a clear word before anything is measured. */
function checkPython(): void {
  const probe =
    'from importlib.util import find_spec; import sys; sys.exit(not (find_spec("torch") or find_spec("keras")))';
  const { status, error } = spawnSync(python, ['-c', probe], { stdio: 'ignore' });
  if (status === 0) return;
  const reason = error ? error.message : 'it has neither torch nor keras';
  fail(
    `--python ${python}: ${reason}; bench/peers/README.md says how the environment of the peers is made. Without it, --contenders atelier,jax-js leaves Python out`,
  );
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  return fail(`--${option}: expected a positive integer, got ${text}`);
}

function oneOf<Name extends string>(option: string, text: string, known: readonly Name[]): Name {
  return (
    known.find((name) => name === text) ?? fail(`--${option}: no ${text}; there are ${known.join(', ')}`)
  );
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function say(line: string): void {
  if (!values.json) console.log(line);
}
