/**
 * How good samplers are: `npm run bench:samplers` lets each find the least value of seven functions, for many seeds, and
 * prints the medians of the best values beside those of Optuna, with the test of Mann and Whitney. Any sampler can be tried:
 * `--sampler '{"type":"tpe","group":true}' --against tpe`. `--history 10000` measures instead how long the next suggestion
 * takes after so many trials.
 */
import { parseArgs } from 'node:util';
import { parseOptions } from '../src/core/parse-options.ts';
import { mannWhitney } from '../src/metrics/mann-whitney.ts';
import { quantile } from '../src/metrics/quantile.ts';
import type { SamplerSpec } from '../src/tune/sampler.ts';
import { samplerSchema } from '../src/tune/samplers/index.ts';
import { randomSearch } from '../src/tune/samplers/random.ts';
import { tpe } from '../src/tune/samplers/tpe.ts';
import { bestValue } from './best-value.ts';
import { objectiveFunctions } from './objective-functions.ts';
import { readOptunaFinals } from './optuna-finals.ts';
import { suggestionTimes } from './suggestion-time.ts';

/** Names in Optuna's finals are those of the samplers that ours are compared with. */
const contenders: readonly {
  readonly name: string;
  readonly sampler: SamplerSpec;
  readonly against?: string;
}[] = [
  { name: 'random', sampler: randomSearch(), against: 'tpe' },
  { name: 'tpe', sampler: tpe(), against: 'tpe' },
  { name: 'tpe-group', sampler: tpe({ group: true }), against: 'tpe' },
  {
    name: 'tpe-independent',
    sampler: tpe({ multivariate: false, constantLiar: false }),
    against: 'tpe-independent',
  },
];

const { values } = parseArgs({
  options: {
    samplers: { type: 'string', default: contenders.map(({ name }) => name).join(',') },
    functions: { type: 'string', default: objectiveFunctions.map(({ name }) => name).join(',') },
    sampler: { type: 'string' },
    against: { type: 'string' },
    seeds: { type: 'string' },
    history: { type: 'string' },
  },
});
const { finals, evaluations, seeds: optunaSeeds, versions } = readOptunaFinals();
const seeds = Number(values.seeds ?? optunaSeeds);
const chosen =
  values.sampler === undefined
    ? contenders.filter(({ name }) => values.samplers.split(',').includes(name))
    : [{ name: values.sampler, sampler: parsed(values.sampler), against: values.against }];
const functions = objectiveFunctions.filter(({ name }) => values.functions.split(',').includes(name));

if (values.history === undefined) await compareValues();
else compareTimes(Number(values.history));

async function compareValues(): Promise<void> {
  for (const { name, sampler, against } of chosen) {
    console.log(
      `\n${name}: the best of ${evaluations} evaluations, medians of ${seeds} seeds` +
        (against === undefined ? '' : `, beside ${against} of Optuna ${versions.optuna}`),
    );
    console.log('| function | ours | Optuna | ours is lower | p |\n| --- | --- | --- | --- | --- |');
    for (const objective of functions) {
      const found: number[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        found.push(await bestValue(objective, sampler, { seed, evaluations }));
      }
      const theirs = against === undefined ? undefined : finals[against]?.[objective.name];
      console.log(`| ${[objective.name, ...cells(found, theirs)].join(' | ')} |`);
    }
  }
}

function compareTimes(history: number): void {
  console.log(`Milliseconds of a suggestion after ${history} trials: least and median of 20`);
  for (const { name, sampler } of chosen) {
    for (const objective of functions) {
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
