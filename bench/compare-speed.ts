import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../src/metrics/quantile.ts';
import { multiplyAdds } from '../src/ops/multiply-adds.ts';
import { adam } from '../src/optim/optimizers/adam.ts';
import { modelPresets } from '../src/nn/presets/index.ts';
import { buildTrainingGraph } from '../src/train/training-graph.ts';
import { cpuProvider } from '../src/runtime/cpu-provider.node.ts';
import { measureCeiling } from '../src/runtime/measure-ceiling.ts';
import { contenders, type ContenderName } from './peers/contenders.ts';
import { PeerProcess, type PeerModelName } from './peers/peer-process.ts';

/** Threads of a runtime that has just worked still spin for a while: each contender waits until they sleep. */
const REST_MS = 300;
/** Steps that are not counted take about so long together, and are at most so many. */
const WARM_UP_MS = 1000;
const WARM_UP_STEPS = 10;

export interface SpeedSettings {
  readonly model: PeerModelName;
  readonly batch: number;
  readonly threads: number;
  readonly rounds: number;
  /** How long a contender trains in a round. */
  readonly roundMs: number;
  /** How long one answer of a contender may take, such as a first step with all compilation. */
  readonly patienceMs: number;
  readonly contenders: readonly ContenderName[];
  readonly python: string;
}

/** How fast a contender trained. */
export interface Speed {
  readonly framework: string;
  /** The median over rounds of each round's median. */
  readonly stepMs: number;
  readonly imagesPerSecond: number;
  /** The multiplications and additions of a step a second, as a share of the ceiling. */
  readonly shareOfCeiling: number;
  /** From the start of the process to the end of its first step: loading, building, compiling. */
  readonly firstStepMs: number;
  /** The largest resident set of the process. */
  readonly peakRssBytes: number;
}

/** What one contender did, or why it did nothing. */
export interface ContenderResult {
  readonly contender: ContenderName;
  readonly speed?: Speed;
  readonly failure?: string;
}

export interface Comparison {
  readonly model: PeerModelName;
  readonly batch: number;
  /** Operations (two a multiply-add) a second of a matrix product, measured in each round; their median. */
  readonly ceiling: number;
  readonly results: readonly ContenderResult[];
}

/** A contender that has taken its first steps. */
interface Runner {
  readonly contender: ContenderName;
  readonly process: PeerProcess;
  readonly framework: string;
  readonly firstStepMs: number;
  /** In one round. */
  readonly steps: number;
  readonly times: number[];
  peakRssBytes: number;
}

/** Trains one model by all contenders, which take turns, each in a process of its own. One that fails drops out. */
export async function compareSpeed(settings: SpeedSettings): Promise<Comparison> {
  const { model, batch, threads, rounds } = settings;
  const failures = new Map<ContenderName, string>();
  const runners: Runner[] = [];
  for (const contender of settings.contenders) {
    await attempt(contender, failures, async () => {
      runners.push(await start(contender, settings));
    });
  }
  const ceilings: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await sleep(REST_MS);
    ceilings.push(await measureCeiling(cpuProvider, threads));
    for (const runner of runners.filter(({ contender }) => !failures.has(contender))) {
      await sleep(REST_MS);
      await attempt(runner.contender, failures, () => takeTurn(runner));
    }
  }
  for (const { process } of runners) await process.close();
  const ceiling = median(ceilings);
  const operations = operationsOfStep(model, batch);
  const results = settings.contenders.map((contender): ContenderResult => {
    const failure = failures.get(contender);
    if (failure !== undefined) return { contender, failure };
    const runner = runners.find((candidate) => candidate.contender === contender)!;
    return { contender, speed: speedOf(runner, batch, operations / ceiling) };
  });
  return { model, batch, ceiling, results };
}

/** Two operations for each multiply-add of a training step: forward, weight gradients, and input gradients where needed. */
function operationsOfStep(model: PeerModelName, batch: number): number {
  const spec = modelPresets[model]({ input: [28, 28, 1], classes: 10 });
  const { graph, slices } = buildTrainingGraph(spec, { optimizer: adam() }, batch);
  return 2 * slices * multiplyAdds(graph.nodes);
}

async function start(contender: ContenderName, settings: SpeedSettings): Promise<Runner> {
  const { model, batch, threads, roundMs, patienceMs, python } = settings;
  const { peer, settings: own } = contenders[contender];
  const begin = performance.now();
  const process = new PeerProcess({ peer, python, timeoutMs: patienceMs });
  try {
    const { framework } = await process.setup({ model, batch, threads, optimizer: 'adam', ...own });
    await process.run(1);
    const firstStepMs = performance.now() - begin;
    // The first step may compile; the second says how many more it takes to warm up.
    const second = median((await process.run(1)).stepMs);
    const warmUp = Math.min(WARM_UP_STEPS, Math.ceil(WARM_UP_MS / second));
    const { stepMs, peakRssBytes } = await process.run(warmUp);
    const steps = Math.max(2, Math.round(roundMs / median(stepMs)));
    return { contender, process, framework, firstStepMs, steps, times: [], peakRssBytes };
  } catch (error) {
    await process.close();
    throw error;
  }
}

async function takeTurn(runner: Runner): Promise<void> {
  const { stepMs, peakRssBytes } = await runner.process.run(runner.steps);
  runner.times.push(median(stepMs));
  runner.peakRssBytes = peakRssBytes;
}

function speedOf(runner: Runner, batch: number, leastSeconds: number): Speed {
  const { framework, firstStepMs, peakRssBytes } = runner;
  const stepMs = median(runner.times);
  return {
    framework,
    stepMs,
    imagesPerSecond: (1000 * batch) / stepMs,
    shareOfCeiling: (1000 * leastSeconds) / stepMs,
    firstStepMs,
    peakRssBytes,
  };
}

async function attempt(
  contender: ContenderName,
  failures: Map<ContenderName, string>,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    failures.set(contender, error instanceof Error ? error.message : String(error));
  }
}

function median(numbers: readonly number[]): number {
  return quantile(Float64Array.from(numbers).sort(), 0.5);
}
