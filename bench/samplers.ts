/**
 * How good samplers are: `npm run bench:samplers` lets each find the least value of some functions, for many seeds, and
 * prints the medians of the best values beside those of a peer, with the test of Mann and Whitney; for two objectives, what
 * the front leaves free. Any sampler can be tried:
 * `--sampler '{"type":"tpe","group":true}' --against tpe`. `--history 10000` measures instead how long the next suggestion
 * takes after so many trials.
 */
import { parseArgs } from 'node:util';
import { parseOptions } from '../src/core/parse-options.ts';
import { mannWhitney } from '../src/metrics/mann-whitney.ts';
import { quantile } from '../src/metrics/quantile.ts';
import type { SamplerSpec } from '../src/tune/sampler.ts';
import { cmaEs } from '../src/tune/samplers/cma-es.ts';
import { gp } from '../src/tune/samplers/gp.ts';
import { samplerSchema } from '../src/tune/samplers/index.ts';
import { nsga2 } from '../src/tune/samplers/nsga2.ts';
import { randomSearch } from '../src/tune/samplers/random.ts';
import { tpe } from '../src/tune/samplers/tpe.ts';
import { bestValue } from './best-value.ts';
import { objectiveFunctions } from './objective-functions.ts';
import { readPeers } from './peer-finals.ts';
import { suggestionTimes } from './suggestion-time.ts';
import { missingVolume, twoObjectiveFunctions } from './two-objective-functions.ts';

interface Contender {
  readonly name: string;
  readonly sampler: SamplerSpec;
  /** The name of a peer; see `readPeers`. */
  readonly against?: string | undefined;
}

const contenders: readonly Contender[] = [
  { name: 'random', sampler: randomSearch(), against: 'tpe' },
  { name: 'tpe', sampler: tpe(), against: 'tpe' },
  { name: 'tpe-group', sampler: tpe({ group: true }), against: 'tpe' },
  {
    name: 'tpe-independent',
    sampler: tpe({ multivariate: false, constantLiar: false }),
    against: 'tpe-independent',
  },
  { name: 'cmaEs', sampler: cmaEs(), against: 'cmaEs' },
  { name: 'gp', sampler: gp(), against: 'gp' },
  { name: 'nsga2', sampler: nsga2(), against: 'nsga2' },
];

/** What is measured of a sampler, by the function's name: less is better. */
const measures = new Map([
  ...objectiveFunctions.map(
    (of) => [of.name, (sampler: SamplerSpec, run: Run) => bestValue(of, sampler, run)] as const,
  ),
  ...twoObjectiveFunctions.map(
    (of) => [of.name, (sampler: SamplerSpec, run: Run) => missingVolume(of, sampler, run)] as const,
  ),
]);

interface Run {
  readonly seed: number;
  readonly evaluations: number;
}

const { values } = parseArgs({
  options: {
    samplers: { type: 'string', default: contenders.map(({ name }) => name).join(',') },
    functions: { type: 'string', default: [...measures.keys()].join(',') },
    sampler: { type: 'string' },
    against: { type: 'string' },
    seeds: { type: 'string' },
    history: { type: 'string' },
  },
});
const peers = readPeers();
const chosen: readonly Contender[] =
  values.sampler === undefined
    ? contenders.filter(({ name }) => values.samplers.split(',').includes(name))
    : [{ name: values.sampler, sampler: parsed(values.sampler), against: values.against }];
const functions = values.functions.split(',');

if (values.history === undefined) for (const contender of chosen) await compareValues(contender);
else compareTimes(Number(values.history));

/** On the functions of the peer; without one, on all of one objective. */
async function compareValues({ name, sampler, against }: Contender): Promise<void> {
  const peer = against === undefined ? undefined : peers[against];
  const evaluations = peer?.evaluations ?? 80;
  const names = peer === undefined ? objectiveFunctions.map((of) => of.name) : Object.keys(peer.finals);
  console.log(
    `\n${name}: ${evaluations} evaluations, medians over seeds` +
      (peer === undefined ? '' : `, beside ${against} of ${peer.by}`),
  );
  console.log(
    '| function | seeds | ours | peer | ours is lower | p |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const of of names.filter((candidate) => functions.includes(candidate))) {
    const theirs = peer?.finals[of];
    // Of a slow peer there may be few; those of ours need not be.
    const seeds = Number(values.seeds ?? Math.max(20, theirs?.length ?? 100));
    const found: number[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      found.push(await measures.get(of)!(sampler, { seed, evaluations }));
    }
    console.log(`| ${[of, seeds, ...cells(found, theirs)].join(' | ')} |`);
  }
}

function compareTimes(history: number): void {
  console.log(`Milliseconds of a suggestion after ${history} trials: least and median of 20`);
  for (const { name, sampler } of chosen) {
    for (const objective of objectiveFunctions.filter((of) => functions.includes(of.name))) {
      const times = suggestionTimes(objective, sampler, history);
      console.log(
        `${name.padEnd(18)}${objective.name.padEnd(14)}${times[0]!.toFixed(0).padStart(6)}` +
          times[times.length >> 1]!.toFixed(0).padStart(6),
      );
    }
  }
}

function parsed(text: string): SamplerSpec {
  return parseOptions(samplerSchema, JSON.parse(text), '--sampler');
}

function cells(ours: readonly number[], theirs: readonly number[] | undefined): string[] {
  const median = (numbers: readonly number[]) =>
    quantile(Float64Array.from(numbers).sort(), 0.5).toPrecision(4);
  if (theirs === undefined) return [median(ours), '', '', ''];
  const { superiority, pValue } = mannWhitney(theirs, ours);
  return [median(ours), median(theirs), `${(100 * superiority).toFixed(0)}%`, pValue.toPrecision(2)];
}
