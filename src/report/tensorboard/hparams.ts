import { create, fromJson } from '@bufbuild/protobuf';
import { ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Run, RunRecord, RunStatus } from '../../runs/record.ts';
import { HParamsPluginDataSchema, Status, type HParamsPluginData } from './proto/tensorboard_pb.js';

/** What a hyperparameter may be for TensorBoard. */
type Hyperparameter = string | number | boolean;

/** Parts of a recipe that say nothing of how a model was trained, or are told in a better way. */
const LEFT_OUT = new Set(['$schema', 'name', 'data', 'model', 'init', 'seed', 'history', 'checkpoints']);

/**
 * What was chosen for a run, by the paths of the recipe: numbers, words and switches; lists, which TensorBoard does not
 * know, as JSON. Instead of a model's layers and a data set's files there are names.
 */
function hyperparameters({ name, recipe, data, seed, parameters }: RunRecord): Map<string, Hyperparameter> {
  const found = new Map<string, Hyperparameter>([
    ['model', typeof recipe['model'] === 'string' ? recipe['model'] : name],
    ['parameters', parameters],
    ['data', data.name],
    ['seed', seed],
  ]);
  for (const [key, value] of Object.entries(recipe)) if (!LEFT_OUT.has(key)) flatten(key, value, found);
  return found;
}

function flatten(path: string, value: unknown, into: Map<string, Hyperparameter>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    into.set(path, value);
  } else if (Array.isArray(value)) {
    if (value.length > 0) into.set(path, JSON.stringify(value));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(`${path}.${key}`, inner, into);
  }
}

/** The beginning of a run, with what was chosen for it. */
export function sessionStart(record: RunRecord, startSeconds: number): HParamsPluginData {
  const hparams = Object.fromEntries(
    [...hyperparameters(record)].map(([name, value]) => [name, fromJson(ValueSchema, value)]),
  );
  return create(HParamsPluginDataSchema, {
    data: { case: 'sessionStartInfo', value: { hparams, startTimeSecs: startSeconds } },
  });
}

const END_STATUS: Record<RunStatus, Status | undefined> = {
  complete: Status.SUCCESS,
  failed: Status.FAILURE,
  // These have not ended: they can go on.
  interrupted: undefined,
  running: undefined,
};

/** The end of a run; undefined where it has not ended. */
export function sessionEnd({ record }: Run, endSeconds: number): HParamsPluginData | undefined {
  const status = END_STATUS[record.status];
  if (status === undefined) return undefined;
  return create(HParamsPluginDataSchema, {
    data: { case: 'sessionEndInfo', value: { status, endTimeSecs: endSeconds } },
  });
}
