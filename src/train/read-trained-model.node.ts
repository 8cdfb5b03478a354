import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../core/errors.ts';
import { lossForClasses } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { checksumOf } from '../runs/checksum.node.ts';
import { fileError, systemErrorCode } from '../runs/file-error.ts';
import type { Run } from '../runs/record.ts';
import { evenCounts } from './check-model.ts';
import { parseRecipe, recipeModel, type Recipe } from './recipe.ts';
import { decodeSnapshot, decodeWeights } from './snapshot.ts';
import { modelWeights, type StateTensor } from './state-tensor.ts';
import type { TrainedModel } from './trained-model.ts';
import { buildTrainingGraph } from './training-graph.ts';

/** What of a run is needed to read its model. */
type RunFiles = Pick<Run, 'folder' | 'record'>;

/**
 * The model of a run with the weights that are its result so far: those that its predictions and its exported model were
 * made with, or what they would be if the run ended now.
 *
 * @throws StorageError where the run has no weights yet, or its files are damaged or do not fit its recipe
 */
export async function readTrainedModel(run: RunFiles): Promise<TrainedModel> {
  const { data, normalization } = run.record;
  const recipe = parseRecipe(run.record.recipe, join(run.folder, 'run.json'));
  const spec = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
  const model = normalization === undefined ? spec : { ...spec, normalization };
  const restoreBest = recipe.stop?.restoreBest ?? true;
  const path = join(run.folder, 'checkpoints', `${restoreBest ? 'best' : 'last'}.safetensors`);
  const file = await readCheckpoint(run, path);
  const tensors = stateTensors(model, recipe);
  const weights = restoreBest
    ? decodeWeights(file, tensors, path, checksumOf)
    : modelWeights(tensors, decodeSnapshot(file, tensors, path, checksumOf).state);
  return { model, weights, loss: recipe.loss };
}

/** The tensors of the run's state. No loss adds any, so that what a loss measures of the data is left out. */
function stateTensors(model: ModelSpec, recipe: Recipe): readonly StateTensor[] {
  const loss = lossForClasses(recipe.loss, model.classes, evenCounts(model.classes));
  return buildTrainingGraph(model, { ...recipe, loss }, recipe.batchSize).state;
}

async function readCheckpoint({ folder, record }: RunFiles, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT') throw fileError(cause, 'read', path);
    const next =
      record.status === 'running' ? 'Wait for it to end.' : `"atelier resume ${folder}" goes on with it.`;
    throw new StorageError(`${folder} has no weights: it is ${record.status}, and ${path} is not there`, {
      value: path,
      expected: 'the weights of a run',
      ...(record.status === 'complete' ? {} : { hint: next }),
      cause,
    });
  }
}
