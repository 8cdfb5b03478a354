import { z } from 'zod';
import { StorageError } from '../core/errors.ts';

/** A whole number, zero or more. */
const count = z.int().min(0);
/** A share of examples, from 0 to 1. */
const share = z.number().min(0).max(1);

const lossAndAccuracy = z.object({ loss: z.number(), accuracy: share });

const processIdentity = z.object({
  pid: z.int().min(1),
  hostname: z.string(),
  startedAt: z.string(),
  startToken: z.string().optional(),
});

const dataFacts = z.object({
  name: z.string(),
  title: z.string(),
  digest: z.string(),
  origin: z.string(),
  notice: z.string().optional(),
  imageShape: z.tuple([count, count, count]).readonly(),
  classNames: z.array(z.string()).min(1).readonly(),
  trainCount: count,
  validationCount: count,
  testCount: count,
});

/** What may end training: the last epoch, early stopping, the time budget, or a callback. */
export const stopCauseSchema = z.enum(['epochs', 'earlyStopping', 'budget', 'callback']);

/** What the pixels are scaled by, one number a channel; measured on the images that are trained on. */
const normalization = z.object({
  mean: z.array(z.number()).readonly(),
  deviation: z.array(z.number().gt(0)).readonly(),
});

/** What a layer gives, without the batch, and what it costs, the layers inside it included. */
const layerFacts = z.object({
  name: z.string(),
  type: z.string(),
  output: z.array(count).readonly(),
  parameters: count,
  /** For one image. */
  multiplyAdds: count,
  get layers() {
    return z.array(layerFacts).readonly();
  },
});

const tensorNames = z.array(z.string()).readonly();

/** Where a run's first weights came from, and which tensors did not. */
const initFacts = z.object({
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  loaded: tensorNames,
  replaced: tensorNames,
  missing: tensorNames,
  unused: tensorNames,
  mismatched: tensorNames,
});

/** What a finished run achieved. `bestEpoch` counts from 1; `confusion[label][prediction]` counts test images. */
const runResult = z.object({
  epochs: count,
  bestEpoch: count,
  stopReason: z.string(),
  /** What ended training; absent in runs of earlier versions. */
  stopCause: stopCauseSchema.optional(),
  durationMs: z.number().min(0),
  validation: lossAndAccuracy,
  test: lossAndAccuracy.extend({
    count,
    confusion: z.array(z.array(count).readonly()).readonly(),
    /** How long the test took, without compiling the model; absent in runs of earlier versions. */
    durationMs: z.number().min(0).optional(),
  }),
});

const runRecord = z
  .object({
    format: z.literal(1),
    id: z.string().min(1),
    name: z.string().min(1),
    createdAt: z.iso.datetime({ offset: true }),
    status: z.enum(['running', 'complete', 'interrupted', 'failed']),
    process: processIdentity.optional(),
    recipe: z.record(z.string(), z.json()),
    seed: count,
    versions: z.object({ atelier: z.string(), node: z.string(), onnxruntime: z.string() }),
    machine: z.object({
      platform: z.string(),
      arch: z.string(),
      cpu: z.string(),
      cores: count,
      memoryBytes: count,
    }),
    threads: z.int().min(1),
    layout: z.enum(['plain', 'blocked']),
    data: dataFacts,
    normalization: normalization.optional(),
    init: initFacts.optional(),
    parameters: count,
    /** The model's layers, and multiply-adds of an image going forward; absent in runs of earlier versions. */
    architecture: z.object({ multiplyAdds: count, layers: z.array(layerFacts).readonly() }).optional(),
    result: runResult.optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .superRefine((record, context) => {
    const classes = record.data.classNames.length;
    const confusion = record.result?.test.confusion;
    if (confusion?.length !== classes || confusion.some((row) => row.length !== classes)) {
      if (confusion !== undefined) {
        context.addIssue({
          code: 'custom',
          path: ['result', 'test', 'confusion'],
          message: `expected ${classes} rows of ${classes} numbers, one a class`,
        });
      }
    }
    if (record.status === 'complete' && record.result === undefined) {
      context.addIssue({ code: 'custom', path: ['result'], message: 'expected a result in a complete run' });
    }
  });

/** The schema of one line of `history.jsonl`. */
export const epochRecord = z.object({
  epoch: z.int().min(1),
  step: count,
  learningRate: z.number(),
  durationMs: z.number().min(0),
  train: lossAndAccuracy,
  val: lossAndAccuracy.optional(),
  best: z.boolean(),
  /** The loss of each step of the epoch, before its update, where the recipe asks for them. */
  stepLosses: z.array(z.number()).optional(),
});

/** Names one process of one machine, so that another process can tell whether it is still there. */
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** What `run.json` holds: everything about a run but its epochs and weights. Validated whenever it is read. */
export type RunRecord = z.infer<typeof runRecord>;

/** `running` is what the owner wrote; a reader also sees `interrupted` where the owner is gone. */
export type RunStatus = RunRecord['status'];

/** Whether a run is complete and done with; one that its budget or a callback has ended can go on. */
export function isDone({ status, result }: Pick<RunRecord, 'status' | 'result'>): boolean {
  return status === 'complete' && result?.stopCause !== 'budget' && result?.stopCause !== 'callback';
}

/** What ended training. */
export type StopCause = z.infer<typeof stopCauseSchema>;

/** Where a run's first weights came from, and which tensors did not. */
export type RunInitFacts = z.infer<typeof initFacts>;

/** What a run remembers of a layer of its model. */
export type RunLayerFacts = z.infer<typeof layerFacts>;

/** What a run remembers of its data set. */
export type RunDataFacts = z.infer<typeof dataFacts>;

/** One line of `history.jsonl`. `epoch` counts from 1; `step` is the number of steps of the whole run so far. */
export type EpochRecord = z.infer<typeof epochRecord>;

/** A run as it is read from its folder. */
export interface Run {
  /** The name of its folder. */
  readonly id: string;
  /** Where it is, for people and for reading its other files. */
  readonly folder: string;
  readonly record: RunRecord;
  /** One entry an epoch, in order. */
  readonly history: readonly EpochRecord[];
}

/** A folder among the runs that cannot be read as one. */
export interface UnreadableRun {
  readonly id: string;
  readonly folder: string;
  /** What is wrong with it, in words. */
  readonly reason: string;
}

/** Either of the two, as lists give it. */
export type RunEntry =
  | { readonly state: 'readable'; readonly run: Run }
  | { readonly state: 'unreadable'; readonly run: UnreadableRun };

/** `result.test.accuracy: Too big: expected number to be <=1`, for the first thing that is wrong. */
function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not have the expected form';
  const where = issue.path.map(String).join('.');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StorageError(`${where}: not valid JSON`, {
      value: text.slice(0, 80),
      expected: 'a JSON object',
      hint: 'The file was damaged or edited. Restore it from a copy, or delete the run folder.',
      cause,
    });
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StorageError(`${where}: ${describeIssue(parsed.error)}`, {
    expected: 'the fields that Atelier writes',
    hint: 'The file was edited, or written by another version of Atelier.',
    cause: parsed.error,
  });
}

/**
 * Reads the text of a `run.json`.
 *
 * @param where names the file in messages
 * @throws StorageError where it is not JSON or a field is not what it must be
 */
export function parseRunRecord(text: string, where: string): RunRecord {
  return checked(runRecord, parseJson(text, where), where);
}

/** The text of a `run.json`; refuses a record that could not be read back, such as one with a loss of NaN. */
export function formatRunRecord(record: RunRecord): string {
  return `${JSON.stringify(checked(runRecord, record, 'run record'), null, 2)}\n`;
}

/** One line of `history.jsonl`, with its line end; refuses what could not be read back. */
export function formatEpochRecord(record: EpochRecord): string {
  return `${JSON.stringify(checked(epochRecord, record, 'epoch record'))}\n`;
}

/**
 * Reads the text of a `history.jsonl`. A last line without its line end was being written when the process died, and
 * is left out; any other damage is an error.
 *
 * @param where names the file in messages
 */
export function parseHistory(text: string, where: string): EpochRecord[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line, index) => {
    const place = `${where}, line ${index + 1}`;
    return checked(epochRecord, parseJson(line, place), place);
  });
}
