import { z } from 'zod';
import { StorageError } from '../core/errors.ts';
import { elementCount } from '../core/shape.ts';
import { epochRecord, stopCauseSchema } from '../runs/record.ts';
import {
  decodeSafetensorsOf,
  encodeSafetensors,
  type Safetensors,
  type SavedTensor,
} from '../runs/safetensors.ts';
import { isModelTensor, type StateTensor, type TrainingState } from './state-tensor.ts';

const count = z.int().min(0);

const progressSchema = z.object({
  /** Epochs that are done. */
  epoch: count,
  stepInEpoch: count,
  /** Sums over the epoch so far. */
  lossSum: z.number(),
  correct: z.number(),
  examples: count,
  durationMs: z.number(),
  epochDurationMs: z.number(),
  history: z.array(epochRecord),
  /** The losses of the epoch's steps so far, where the history is to have them. */
  stepLosses: z.array(z.number()).default([]),
  /** Why training ends, where a budget or a callback has said so. */
  end: z.object({ cause: stopCauseSchema, text: z.string() }).optional(),
});

/** Where training stands, besides its tensors. Numbers survive JSON exactly. */
export type TrainerProgress = z.output<typeof progressSchema>;

/** All that training needs to go on to the same bits. */
export interface Snapshot {
  readonly state: TrainingState;
  readonly bestWeights: TrainingState;
  readonly progress: TrainerProgress;
}

export function startProgress(): TrainerProgress {
  return {
    epoch: 0,
    stepInEpoch: 0,
    lossSum: 0,
    correct: 0,
    examples: 0,
    durationMs: 0,
    epochDurationMs: 0,
    history: [],
    stepLosses: [],
  };
}

/** Where training stands after some more steps of one epoch. */
export function afterSteps(
  before: TrainerProgress,
  { losses, corrects }: { readonly losses: Float32Array; readonly corrects: ArrayLike<number> },
  taken: { readonly batchSize: number; readonly durationMs: number; readonly keepLosses: boolean },
): TrainerProgress {
  const { batchSize, durationMs, keepLosses } = taken;
  const progress = { ...before };
  losses.forEach((loss, index) => {
    progress.lossSum += loss * batchSize;
    progress.correct += corrects[index]!;
    progress.examples += batchSize;
  });
  if (keepLosses) progress.stepLosses = [...progress.stepLosses, ...losses];
  progress.stepInEpoch += losses.length;
  progress.durationMs += durationMs;
  progress.epochDurationMs += durationMs;
  return progress;
}

/** The snapshot of a run that is to go on past where a budget or a callback has ended it. */
export function pastEnd({ progress: { end: _, ...progress }, ...snapshot }: Snapshot): Snapshot {
  return { ...snapshot, progress };
}

const BEST = 'best/';

/** What a checkpoint says in its metadata: where training stands, and the checksum of everything in it. */
const PROGRESS = 'progress';
const CHECKSUM = 'crc32';

/** A checksum of bytes, as text. */
export type Checksum = (parts: readonly Uint8Array[]) => string;

/**
 * A snapshot as a safetensors file: the state under its names, the best weights under `best/`.
 *
 * @param checksum written into the file, which is then refused where its contents have changed
 */
export function encodeSnapshot(
  snapshot: Snapshot,
  tensors: readonly StateTensor[],
  checksum?: Checksum,
): Uint8Array {
  const saved = new Map<string, SavedTensor>();
  for (const tensor of tensors) {
    const { name, shape } = tensor;
    saved.set(name, { dtype: 'F32', shape, data: snapshot.state[name]! });
    if (isModelTensor(tensor))
      saved.set(BEST + name, { dtype: 'F32', shape, data: snapshot.bestWeights[name]! });
  }
  return sealed(saved, new Map([[PROGRESS, JSON.stringify(snapshot.progress)]]), checksum);
}

/** The weights of a model as a safetensors file; see `encodeSnapshot`. */
export function encodeWeights(
  weights: TrainingState,
  tensors: readonly StateTensor[],
  checksum?: Checksum,
): Uint8Array {
  const saved = new Map<string, SavedTensor>();
  for (const { name, shape } of tensors.filter(isModelTensor)) {
    saved.set(name, { dtype: 'F32', shape, data: weights[name]! });
  }
  return sealed(saved, new Map(), checksum);
}

/**
 * Reads a snapshot back; raises `StorageError` where it is not one of a model with these tensors, or was changed since it
 * was written.
 */
export function decodeSnapshot(
  file: Uint8Array,
  tensors: readonly StateTensor[],
  where: string,
  checksum?: Checksum,
): Snapshot {
  const decoded = opened(file, where, checksum);
  return {
    state: readTensors(decoded, tensors, where),
    bestWeights: readTensors(decoded, tensors.filter(isModelTensor), where, BEST),
    progress: parseProgress(decoded.metadata.get(PROGRESS), where),
  };
}

/** Reads what `encodeWeights` wrote; raises `StorageError` as `decodeSnapshot` does. */
export function decodeWeights(
  file: Uint8Array,
  tensors: readonly StateTensor[],
  where: string,
  checksum?: Checksum,
): TrainingState {
  return readTensors(opened(file, where, checksum), tensors.filter(isModelTensor), where);
}

function sealed(
  tensors: ReadonlyMap<string, SavedTensor>,
  metadata: ReadonlyMap<string, string>,
  checksum: Checksum | undefined,
): Uint8Array {
  const seal = checksum ? [[CHECKSUM, checksum(contents({ tensors, metadata }))] as const] : [];
  return encodeSafetensors(tensors, new Map([...metadata, ...seal]));
}

/** Files of earlier versions have no checksum. */
function opened(file: Uint8Array, where: string, checksum: Checksum | undefined): Safetensors {
  const decoded = decodeSafetensorsOf(where, file);
  const expected = decoded.metadata.get(CHECKSUM);
  if (checksum === undefined || expected === undefined) return decoded;
  const value = checksum(contents(decoded));
  if (value === expected) return decoded;
  throw new StorageError(`${where}: its contents have changed since it was written`, {
    ...{ value, expected: `the checksum ${expected}` },
    hint: 'put a copy of the file in its place, or train again',
  });
}

/** All that a checksum is of: names, numbers and metadata, but for the checksum itself. */
function contents({ tensors, metadata }: Safetensors): Uint8Array[] {
  const texts = [...metadata].filter(([key]) => key !== CHECKSUM).flat();
  const text = (value: string) => new TextEncoder().encode(value);
  const named = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...texts.map(text),
    ...named.flatMap(([name, { data }]) => [
      text(name),
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]),
  ];
}

function readTensors(
  file: Safetensors,
  tensors: readonly StateTensor[],
  where: string,
  prefix = '',
): TrainingState {
  const read = ({ name: plain, shape }: StateTensor): [string, Float32Array<ArrayBuffer>] => {
    const name = prefix + plain;
    const tensor = file.tensors.get(name);
    if (tensor?.dtype !== 'F32' || tensor.data.length !== elementCount(shape)) {
      throw new StorageError(`${where}: ${name} is missing or has another shape`, {
        expected: `float32 [${shape.join()}]`,
        hint: 'the checkpoint belongs to another model or another version of Atelier; train it anew with this one',
      });
    }
    return [plain, tensor.data];
  };
  return Object.fromEntries(tensors.map(read));
}

function parseProgress(text: string | undefined, where: string): TrainerProgress {
  try {
    return progressSchema.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new StorageError(`${where}: does not say where training stands`, {
      hint: 'the checkpoint was written by another program or version',
      cause,
    });
  }
}
