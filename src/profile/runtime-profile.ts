import { z } from 'zod';
import { RuntimeFailure } from '../core/errors.ts';
import { OUTER_PREFIX } from '../onnx/lower-scan.ts';
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
  /** What results and the state take together when it is done. */
  readonly inUseBytes: number;
  /** What the runtime has taken of the system by then, in use or kept for later. */
  readonly heldBytes: number;
}

/** One training step as the runtime has recorded it. */
export interface StepRun {
  readonly startUs: number;
  readonly durationUs: number;
  /** One after another. */
  readonly kernels: readonly KernelRun[];
}

const shapesSchema = z.array(z.record(z.string(), z.array(z.number())));
const bytesSchema = z.string().regex(/^\d+$/).transform(Number);
const eventSchema = z.object({
  cat: z.string(),
  name: z.string(),
  ts: z.number(),
  dur: z.number(),
  args: z.unknown(),
});
const kernelSchema = z.object({
  op_name: z.string(),
  input_type_shape: shapesSchema,
  output_type_shape: shapesSchema,
  mem_bytes_in_use: bytesSchema,
  mem_arena_held: bytesSchema,
});
type RuntimeEvent = z.infer<typeof eventSchema>;

/** What the runtime calls carrying out a graph; a step is the graph inside the scan. */
const EXECUTION = 'SequentialExecutor::Execute';
const KERNEL_SUFFIX = '_kernel_time';

/**
 * Reads the steps of the runtime's own profile (a JSON text of Chrome trace events) of a model that `lowerToScan` wrote.
 *
 * @param added what the nodes are there for that the runtime has added
 * @throws RuntimeFailure where it is not one
 */
export function readRuntimeProfile(
  text: string,
  added: ReadonlyMap<string, NodeOrigin> = new Map(),
): StepRun[] {
  const events = parsed(() => z.array(eventSchema).parse(JSON.parse(text)));
  const steps: StepRun[] = [];
  let ofCall: StepRun[] = [];
  let kernels: KernelRun[] = [];
  // Events are written when they end: kernels, then the slice or step that they were in, then the step that slices were
  // in, then the call that the steps were in, right after its scan and what stands around it.
  for (const event of events) {
    if (event.cat === 'Node' && event.name.endsWith(KERNEL_SUFFIX)) kernels.push(kernelRun(event, added));
    if (event.cat !== 'Session' || event.name !== EXECUTION) continue;
    if (kernels.some(({ kernel }) => kernel === 'Scan')) {
      steps.push(...ofCall);
      ofCall = [];
    } else {
      const slices = ofCall.filter(({ startUs }) => startUs >= event.ts);
      const own = kernels.filter(({ kernel, name }) => kernel !== 'Loop' && !name.startsWith(OUTER_PREFIX));
      const all = [...slices.flatMap((slice) => slice.kernels), ...own];
      const step = { startUs: event.ts, durationUs: event.dur, kernels: all };
      ofCall = [...ofCall.slice(0, ofCall.length - slices.length), step];
    }
    kernels = [];
  }
  return steps;
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new RuntimeFailure('the runtime’s profile cannot be read', { cause });
  }
}

function kernelRun({ name, ts, dur, args }: RuntimeEvent, added: ReadonlyMap<string, NodeOrigin>): KernelRun {
  const node = name.slice(0, -KERNEL_SUFFIX.length);
  const told = parsed(() => kernelSchema.parse(args));
  return {
    name: node,
    kernel: told.op_name,
    origin: originOfName(node) ?? added.get(node),
    inputs: told.input_type_shape.map(formatTensor),
    outputs: told.output_type_shape.map(formatTensor),
    startUs: ts,
    durationUs: dur,
    inUseBytes: told.mem_bytes_in_use,
    heldBytes: told.mem_arena_held,
  };
}

/** `float[64,32,3,3]`. */
function formatTensor(tensor: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(tensor)
    .map(([type, shape]) => `${type}[${shape.join()}]`)
    .join();
}
