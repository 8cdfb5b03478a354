import { z } from 'zod';
import { RuntimeFailure } from '../core/errors.ts';
import { originOfName, type NodeOrigin } from '../onnx/node-name.ts';

/** One node of the runtime's graph at work, once. */
export interface KernelRun {
  readonly name: string;
  /** What the node computes, in ONNX's words: `Conv`. */
  readonly kernel: string;
  /** What it is there for; not known of what the runtime has added. */
  readonly origin: NodeOrigin | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Since the runtime began. */
  readonly startUs: number;
  readonly durationUs: number;
}

/** One training step as the runtime has recorded it. */
export interface StepRun {
  readonly startUs: number;
  readonly durationUs: number;
  /** One after another. */
  readonly kernels: readonly KernelRun[];
}

const shapesSchema = z.array(z.record(z.string(), z.array(z.number())));
const eventSchema = z.object({
  cat: z.string(),
  name: z.string(),
  ts: z.number(),
  dur: z.number(),
  args: z.object({
    op_name: z.string().optional(),
    input_type_shape: shapesSchema.optional(),
    output_type_shape: shapesSchema.optional(),
  }),
});
type RuntimeEvent = z.infer<typeof eventSchema>;

/** What the runtime calls carrying out a graph; a step is the graph inside the loop. */
const EXECUTION = 'SequentialExecutor::Execute';
const KERNEL_SUFFIX = '_kernel_time';

/**
 * Reads the steps of the runtime's own profile (a JSON text of Chrome trace events) of a model that `lowerToLoop` wrote.
 *
 * @throws RuntimeFailure where it is not one
 */
export function readRuntimeProfile(text: string): StepRun[] {
  const events = parseEvents(text);
  const executions = events
    .filter(({ cat, name }) => cat === 'Session' && name === EXECUTION)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const kernels = events
    .filter(({ cat, name }) => cat === 'Node' && name.endsWith(KERNEL_SUFFIX))
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const steps: StepRun[] = [];
  let call: RuntimeEvent | undefined;
  let next = 0;
  for (const execution of executions) {
    // A call holds its steps, and comes before them.
    if (call === undefined || !holds(call, execution)) {
      call = execution;
      continue;
    }
    while (next < kernels.length && kernels[next]!.ts < execution.ts) next++;
    const own: KernelRun[] = [];
    while (next < kernels.length && holds(execution, kernels[next]!)) own.push(kernelRun(kernels[next++]!));
    steps.push({ startUs: execution.ts, durationUs: execution.dur, kernels: own });
  }
  return steps;
}

function parseEvents(text: string): RuntimeEvent[] {
  try {
    return z.array(eventSchema).parse(JSON.parse(text));
  } catch (cause) {
    throw new RuntimeFailure('the runtime’s profile cannot be read', { cause });
  }
}

/** Whether one event happens within another, to the microsecond that times are rounded by. */
function holds(outer: RuntimeEvent, inner: RuntimeEvent): boolean {
  return inner.ts >= outer.ts && inner.ts + inner.dur <= outer.ts + outer.dur + 1;
}

function kernelRun({ name, ts, dur, args }: RuntimeEvent): KernelRun {
  const node = name.slice(0, -KERNEL_SUFFIX.length);
  return {
    name: node,
    kernel: args.op_name ?? 'unknown',
    origin: originOfName(node),
    inputs: (args.input_type_shape ?? []).map(formatTensor),
    outputs: (args.output_type_shape ?? []).map(formatTensor),
    startUs: ts,
    durationUs: dur,
  };
}

/** `float[64,32,3,3]`. */
function formatTensor(tensor: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(tensor)
    .map(([type, shape]) => `${type}[${shape.join()}]`)
    .join();
}
