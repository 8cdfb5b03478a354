import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InternalError } from '../core/errors.ts';
import { quantile } from '../metrics/quantile.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { measureCeiling } from '../runtime/measure-ceiling.ts';
import type { CompiledStep } from '../train/compiled-step.ts';
import { originsOfAdded } from './added-nodes.ts';
import type { ProfiledStep } from './profiled-step.ts';
import { readRuntimeProfile, type StepRun } from './runtime-profile.ts';

/** How steps are measured. */
export interface MeasureOptions {
  readonly threads: number;
  readonly blockSize: number | undefined;
  /** How many steps are timed, and as many recorded; as many as take two seconds where not given. */
  readonly steps: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((activity: string) => void) | undefined;
}

/** What was measured of a step. */
export interface StepMeasurement {
  /** By the clock, without recording: the median over calls of the runtime. */
  readonly stepMs: number;
  /** The most that the process had held before anything was recorded. */
  readonly peakBytes: number;
  /** The rate of a matrix product, the median of some that were measured in between; see `measureCeiling`. */
  readonly ceilingPerSecond: number;
  /** What the runtime recorded of further steps. */
  readonly record: readonly StepRun[];
}

/** One call of the runtime takes about this long, as in training. */
const CALL_MS = 200;
const MAX_CALL_STEPS = 64;
/** What is measured by default, each way. */
const MEASURE_MS = 2000;
const LEAST_STEPS = 4;
const MOST_STEPS = 1000;
/** The runtime's threads spin for some 25 ms after a call, which would disturb the other session. */
const REST_MS = 50;
/** How many matrix products are taken at a time; the fastest counts. */
const PRODUCTS = 3;

/**
 * Times steps and has the runtime record as many, in turns, so that the machine's ups and downs meet both. Recording takes time
 * itself, so the two are apart.
 */
export async function measureSteps(step: ProfiledStep, options: MeasureOptions): Promise<StepMeasurement> {
  const { threads, blockSize, signal, onProgress } = options;
  const folder = await mkdtemp(join(tmpdir(), 'atelier-profile-'));
  const sessions: CompiledStep[] = [];
  const compile = async (record?: Recording): Promise<(steps: number) => Promise<number>> => {
    signal?.throwIfAborted();
    const compiled = await step.compile(cpuProvider, { threads, blockSize, ...(record && { record }) });
    sessions.push(compiled);
    return (steps) => timeCall(compiled, step, steps, signal);
  };
  const releaseAll = async () => {
    for (const session of sessions.splice(0)) await session.release();
  };
  try {
    onProgress?.('compiling the step');
    const clock = await compile();
    await clock(1);
    const firstMs = await clock(1);
    const steps =
      options.steps ?? Math.max(LEAST_STEPS, Math.min(MOST_STEPS, Math.round(MEASURE_MS / firstMs)));
    const callSteps = Math.max(1, Math.min(steps, MAX_CALL_STEPS, Math.round(CALL_MS / firstMs)));
    await clock(callSteps);
    const peakBytes = 1024 * process.resourceUsage().maxRSS;

    const recording = { profilePrefix: join(folder, 'profile'), modelPath: join(folder, 'model.onnx') };
    const recorded = await compile(recording);
    await recorded(1);
    const times: number[] = [];
    const ceilings: number[] = [];
    for (let done = 0; done < steps; done += callSteps) {
      onProgress?.(`measuring steps, ${done} of ${steps}`);
      const count = Math.min(callSteps, steps - done);
      await sleep(REST_MS);
      times.push(await clock(count));
      await sleep(REST_MS);
      await recorded(count);
      await sleep(REST_MS);
      ceilings.push(await measureCeiling(cpuProvider, threads, PRODUCTS));
    }
    await releaseAll();
    const record = (await readRecord(folder, recording.modelPath)).slice(1);
    if (record.length !== steps)
      throw new InternalError(`profile: the runtime has recorded ${record.length} of ${steps} steps`);
    return { stepMs: median(times), ceilingPerSecond: median(ceilings), peakBytes, record };
  } finally {
    await releaseAll();
    await rm(folder, { recursive: true, force: true });
  }
}

type Recording = NonNullable<Parameters<typeof cpuProvider.createSession>[1]['record']>;

async function readRecord(folder: string, modelPath: string): Promise<StepRun[]> {
  const file = (await readdir(folder)).find((name) => name.startsWith('profile'));
  if (file === undefined) throw new InternalError('profile: the runtime has written none');
  const added = originsOfAdded(await readFile(modelPath));
  return readRuntimeProfile(await readFile(join(folder, file), 'utf8'), added);
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
  return quantile(sorted, 0.5);
}
