import { availableParallelism } from 'node:os';
import { positiveInteger, threadsSchema } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import { modelSchema, type ModelSpec } from '../nn/model.ts';
import { multiplyAdds } from '../ops/multiply-adds.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { checkModelBuilds } from '../train/check-model.ts';
import { summarizeModel, type TrainingMemory } from '../train/model-summary.ts';
import { trainingSchema, type TrainingOptions } from '../train/recipe.ts';
import { bytesOf } from '../train/state-tensor.ts';
import { chromeTrace, type ChromeTrace } from './chrome-trace.ts';
import { measureSteps } from './measure-steps.node.ts';
import { profiledStep } from './profiled-step.ts';
import {
  kernelTimes,
  layerTimes,
  nodeTimes,
  operationTimes,
  partTimes,
  totalMs,
  workByOrigin,
  type KernelTime,
  type LayerTime,
  type NodeTime,
  type OperationTime,
  type PartTime,
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
  /** How many slices a step takes its batch in, one after the other. */
  readonly slices: number;
  readonly threads: number;
  readonly layout: 'plain' | 'blocked';
  readonly steps: number;
  /** By the clock, without the runtime's profiling, which takes time itself. */
  readonly stepMs: number;
  /** All nodes together. */
  readonly kernelsMs: number;
  /** What the runtime's recording adds to the time of each node; it has been taken off. */
  readonly recordingMs: number;
  /**
   * What is left of a step: the runtime's own work between nodes, and handing the state in and out. Below 0 where the machine was
   * slower while it profiled.
   */
  readonly outsideMs: number;
  /** Nodes that the runtime or the loop over slices has added, which belong to no layer. */
  readonly addedMs: number;
  /** Of matrix products and convolutions. */
  readonly multiplyAdds: number;
  /** The best rate of a matrix product of 1024³: operations, two a multiply-add, in a second. */
  readonly ceilingPerSecond: number;
  readonly memory: {
    /** The most that the process has held at any time before it profiled, with all that is in it. */
    readonly peakBytes: number;
    /** The most that the runtime takes of the system, in use or kept for later. */
    readonly heldBytes: number;
    /** The most that results and the state take together after any node. */
    readonly inUseBytes: number;
    /** The node after which that is so. */
    readonly fullestNode: string;
    /** What goes from step to step. */
    readonly stateBytes: number;
    /** What `atelier summary` says beforehand. */
    readonly estimate: TrainingMemory;
  };
  readonly layers: readonly LayerTime[];
  readonly operations: readonly OperationTime[];
  /** The operations of each layer. */
  readonly parts: readonly PartTime[];
  readonly kernels: readonly KernelTime[];
  /** In the order in which they run. */
  readonly nodes: readonly NodeTime[];
  /** The recorded steps as a flame chart, for chrome://tracing, Perfetto or speedscope; `title` is what it is called. */
  chromeTrace(title: string): ChromeTrace;
}

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
  const measured = await measureSteps(step, { threads, blockSize, steps: wanted, signal, onProgress });
  const { stepMs, ceilingPerSecond, peakBytes, record } = measured;

  const { nodes, recordingMs } = nodeTimes(record);
  const work = workByOrigin(step.training);
  const kernelsMs = totalMs(nodes);
  const fullest = record[0]!.kernels.reduce((a, b) => (b.inUseBytes > a.inUseBytes ? b : a));
  return {
    batchSize: training.batchSize,
    slices: step.training.slices,
    threads,
    layout: blockSize === undefined ? 'plain' : 'blocked',
    steps: record.length,
    stepMs,
    kernelsMs,
    recordingMs,
    outsideMs: stepMs - kernelsMs,
    addedMs: totalMs(nodes.filter(({ origin }) => origin === undefined)),
    multiplyAdds: step.training.slices * multiplyAdds(step.training.graph.nodes),
    ceilingPerSecond,
    memory: {
      peakBytes,
      heldBytes: Math.max(...record.flatMap(({ kernels }) => kernels.map(({ heldBytes }) => heldBytes))),
      inUseBytes: fullest.inUseBytes,
      fullestNode: fullest.name,
      stateBytes: bytesOf(step.training.state),
      estimate: memory,
    },
    layers: layerTimes(nodes, layers, work),
    operations: operationTimes(nodes, work),
    parts: partTimes(nodes, work),
    kernels: kernelTimes(nodes),
    nodes,
    chromeTrace: (title) => chromeTrace(record, title, work),
  };
}
