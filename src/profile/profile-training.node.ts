import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InternalError } from '../core/errors.ts';
import { positiveInteger, threadsSchema } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import { elementCount } from '../core/shape.ts';
import { modelSchema, type ModelSpec } from '../nn/model.ts';
import { multiplyAdds } from '../ops/multiply-adds.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { measureCeiling } from '../runtime/measure-ceiling.ts';
import { checkModelBuilds } from '../train/check-model.ts';
import type { CompiledStep } from '../train/compiled-step.ts';
import { summarizeModel, type TrainingMemory } from '../train/model-summary.ts';
import { trainingSchema, type TrainingOptions } from '../train/recipe.ts';
import { chromeTrace, type ChromeTrace } from './chrome-trace.ts';
import { profiledStep, type ProfiledStep } from './profiled-step.ts';
import { readRuntimeProfile, type StepRun } from './runtime-profile.ts';
import {
  kernelTimes,
  layerTimes,
  nodeTimes,
  operationTimes,
  totalMs,
  workByOrigin,
  type KernelTime,
  type LayerTime,
  type NodeTime,
  type OperationTime,
} from './step-times.ts';

/** A recipe without its model, and how it is measured. */
export interface ProfileOptions extends TrainingOptions {
  /** How many steps are measured, once by the clock and once by the runtime; by default as many as take two seconds. */
  readonly steps?: number;
  /** Threads of the runtime; all cores by default. */
  readonly threads?: number;
  /** `plain` keeps to standard operators; by default the blocked layout is used where it works. */
  readonly layout?: 'auto' | 'plain';
  readonly signal?: AbortSignal;
  /** Is told what is being done. */
  readonly onProgress?: (activity: string) => void;
}

/** Where the time of a training step goes. All times are those of one step. */
export interface TrainingProfile {
  readonly batchSize: number;
  readonly threads: number;
  readonly layout: 'plain' | 'blocked';
  readonly steps: number;
  /** By the clock, without the runtime's profiling, which takes time itself. */
  readonly stepMs: number;
  /** All nodes together. */
  readonly kernelsMs: number;
  /**
   * What is left of a step: the runtime's own work between nodes, and handing the state in and out. Below 0 where the machine was
   * slower while it profiled.
   */
  readonly outsideMs: number;
  /** Nodes that the runtime or the loop around the steps has added, which belong to no layer. */
  readonly addedMs: number;
  /** Of matrix products and convolutions. */
  readonly multiplyAdds: number;
  /** The best rate of a matrix product of 1024³: operations, two a multiply-add, in a second. */
  readonly ceilingPerSecond: number;
  readonly memory: {
    /** The most that the process has held at any time before it profiled, with all that is in it. */
    readonly peakBytes: number;
    /** What goes from step to step. */
    readonly stateBytes: number;
    /** What `atelier summary` says beforehand. */
    readonly estimate: TrainingMemory;
  };
  readonly layers: readonly LayerTime[];
  readonly operations: readonly OperationTime[];
  readonly kernels: readonly KernelTime[];
  /** In the order in which they run. */
  readonly nodes: readonly NodeTime[];
  /** The recorded steps as a flame chart, for chrome://tracing, Perfetto or speedscope; `title` is what it is called. */
  chromeTrace(title: string): ChromeTrace;
}

/** One call of the runtime takes about this long, as in training. */
const CALL_MS = 200;
const MAX_CALL_STEPS = 64;
/** What is measured by default, each way. */
const MEASURE_MS = 2000;
const LEAST_STEPS = 4;

/**
 * Measures where the time of a training step goes: by layer, operation and kernel. Images are random bytes, so no data set is
 * needed. Steps run on the calling thread. Rejects with the reason of `signal` where that aborts between calls of the runtime.
 *
 * @example const { layers, stepMs } = await profileTraining(model, { optimizer: adam({ learningRate: 1e-3 }), epochs: 1, batchSize: 64 });
 */
export async function profileTraining(model: ModelSpec, options: ProfileOptions): Promise<TrainingProfile> {
  const { steps: wanted, threads: wantedThreads, layout, signal, onProgress, ...rest } = options;
  const spec = parseOptions(modelSchema, model, 'model');
  const training = parseOptions(trainingSchema, rest, 'training');
  const threads = parseOptions(threadsSchema, wantedThreads ?? availableParallelism(), 'threads');
  if (wanted !== undefined) parseOptions(positiveInteger, wanted, 'steps');
  checkModelBuilds(spec, training);
  onProgress?.('building the step');
  const step = profiledStep(spec, training);
  const { layers, memory } = summarizeModel(spec, training, training.batchSize);
  const blockSize = layout === 'plain' ? undefined : await cpuProvider.blockSize();
  const session = { threads, blockSize };

  const measure = { step, signal, onProgress };
  const clock = await clockSteps(measure, session, wanted);
  const peakBytes = 1024 * process.resourceUsage().maxRSS;
  const record = await recordSteps(measure, session, clock);
  onProgress?.('measuring the matrix product');
  const ceilingPerSecond = await measureCeiling(cpuProvider, threads);

  const nodes = nodeTimes(record);
  const work = workByOrigin(step.training.graph);
  const kernelsMs = totalMs(nodes);
  return {
    batchSize: training.batchSize,
    threads,
    layout: blockSize === undefined ? 'plain' : 'blocked',
    steps: clock.steps,
    stepMs: clock.stepMs,
    kernelsMs,
    outsideMs: clock.stepMs - kernelsMs,
    addedMs: totalMs(nodes.filter(({ origin }) => origin === undefined)),
    multiplyAdds: multiplyAdds(step.training.graph.nodes),
    ceilingPerSecond,
    memory: {
      peakBytes,
      stateBytes: step.training.state.reduce((bytes, { shape }) => bytes + 4 * elementCount(shape), 0),
      estimate: memory,
    },
    layers: layerTimes(nodes, layers, work),
    operations: operationTimes(nodes, work),
    kernels: kernelTimes(nodes),
    nodes,
    chromeTrace: (title) => chromeTrace(record, title, work),
  };
}

interface Measurement {
  readonly step: ProfiledStep;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProfileOptions['onProgress'];
}

type Session = Parameters<ProfiledStep['compile']>[1];

interface Clock {
  readonly steps: number;
  readonly callSteps: number;
  /** The median over the calls. */
  readonly stepMs: number;
}

/** Times steps as training runs them: a few in each call. */
async function clockSteps(
  { step, signal, onProgress }: Measurement,
  session: Session,
  wanted: number | undefined,
): Promise<Clock> {
  const compiled = await step.compile(cpuProvider, session);
  try {
    await timeCall(compiled, step, 1, signal);
    const firstMs = await timeCall(compiled, step, 1, signal);
    const steps = wanted ?? Math.max(LEAST_STEPS, Math.min(1000, Math.round(MEASURE_MS / firstMs)));
    const callSteps = Math.max(1, Math.min(steps, MAX_CALL_STEPS, Math.round(CALL_MS / firstMs)));
    const times: number[] = [];
    for (const count of calls(steps, callSteps)) {
      onProgress?.(`timing steps, ${firstMs.toFixed(1)} ms each`);
      times.push(await timeCall(compiled, step, count, signal));
    }
    return { steps, callSteps, stepMs: median(times) };
  } finally {
    await compiled.release();
  }
}

/** Has the runtime record as many steps, after one that is left out. */
async function recordSteps(
  { step, signal, onProgress }: Measurement,
  session: Session,
  { steps, callSteps }: Clock,
): Promise<StepRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-profile-'));
  try {
    const compiled = await step.compile(cpuProvider, { ...session, profilePath: join(folder, 'runtime') });
    try {
      await timeCall(compiled, step, 1, signal);
      for (const count of calls(steps, callSteps)) {
        onProgress?.('profiling steps');
        await timeCall(compiled, step, count, signal);
      }
    } finally {
      await compiled.release();
    }
    const [file] = await readdir(folder);
    if (file === undefined) throw new InternalError('profile: the runtime has written none');
    const record = readRuntimeProfile(await readFile(join(folder, file), 'utf8')).slice(1);
    if (record.length !== steps)
      throw new InternalError(`profile: the runtime has recorded ${record.length} of ${steps} steps`);
    return record;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The sizes of the calls that take so many steps. */
function calls(steps: number, callSteps: number): number[] {
  const full = Array.from({ length: Math.floor(steps / callSteps) }, () => callSteps);
  return steps % callSteps === 0 ? full : [...full, steps % callSteps];
}

/** Takes some steps; returns the milliseconds of one. */
async function timeCall(
  compiled: CompiledStep,
  { inputs, state }: ProfiledStep,
  steps: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  // Lets signals through between calls.
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
  const taken = inputs(steps);
  const begin = performance.now();
  await compiled.run(state, taken);
  return (performance.now() - begin) / steps;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
