import { canonicalJson } from '../core/canonical-json.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { Run } from '../runs/record.ts';
import { listRuns } from '../runs/store.node.ts';
import { withInitPath } from './init-source.node.ts';
import { trainingSchema } from './recipe.ts';
import { recordedRecipe } from './run-training.node.ts';
import { resumeTraining, train, type TrainingRun, type TrainOptions } from './train.node.ts';

/** How a model is cross-validated. */
export interface CrossValidationOptions extends Omit<TrainOptions, 'validation'> {
  /** Into how many parts the training examples are divided; each validates once, in a run of its own. */
  readonly folds: number;
  /** Whether every part has its share of every class, within one example; true unless given. */
  readonly stratified?: boolean;
}

/** Loss and accuracy of one fold, with the weights of its best epoch. */
export interface FoldFigures {
  /** From 1. */
  readonly fold: number;
  /** Where its run is; undefined where nothing is written. */
  readonly folder: string | undefined;
  readonly validation: { readonly loss: number; readonly accuracy: number };
  readonly test: { readonly loss: number; readonly accuracy: number };
}

/** A fold to be trained, or one that an earlier run has done. */
export type FoldRun =
  | { readonly state: 'new' | 'resumed'; readonly run: TrainingRun }
  | { readonly state: 'done'; readonly figures: FoldFigures };

/** What is left of a run's name when the fold is put after it; names have forty characters. */
const MAX_NAME_LENGTH = 24;

/** The latest run of a recipe on the same data, if there is one that is complete or can go on. */
async function earlierRun(runsDir: string, recipe: unknown, digest: string): Promise<Run | undefined> {
  const runs = (await listRuns(runsDir)).flatMap((entry) => (entry.state === 'readable' ? [entry.run] : []));
  const same = runs.filter(
    ({ record }) => record.data.digest === digest && canonicalJson(record.recipe) === canonicalJson(recipe),
  );
  return (
    same.findLast(({ record }) => record.status === 'complete') ??
    same.findLast(({ record }) => record.status === 'interrupted')
  );
}

/**
 * Begins one fold of a cross-validation. With `runsDir`, a fold that an earlier call has done is not repeated, and one
 * that was interrupted goes on.
 *
 * @param fold from 1
 * @throws OptionError where an option or the model does not fit
 */
export async function beginFold(
  model: ModelSpec,
  data: Dataset,
  options: CrossValidationOptions,
  fold: number,
): Promise<FoldRun> {
  const { folds, stratified, name = 'model', runsDir, signal, threads, layout, ...training } = options;
  const checked = parseOptions(
    trainingSchema,
    { ...training, validation: { folds, fold, ...(stratified === undefined ? {} : { stratified }) } },
    'training',
  );
  const foldName = `${name.slice(0, MAX_NAME_LENGTH)}-fold-${fold}-of-${folds}`;
  const withSource = await withInitPath(checked, runsDir);
  if (runsDir !== undefined) {
    const recipe = recordedRecipe({ name: foldName, model, training: withSource, data });
    const earlier = await earlierRun(runsDir, recipe, data.digest);
    if (earlier) return goOn(earlier, data, fold, signal);
  }
  const how = Object.entries({ runsDir, signal, threads, layout }).filter(([, value]) => value !== undefined);
  const run = train(model, data, { ...withSource, ...Object.fromEntries(how), name: foldName });
  return { state: 'new', run };
}

function goOn(
  { folder, record }: Run,
  data: Dataset,
  fold: number,
  signal: AbortSignal | undefined,
): FoldRun {
  if (!record.result)
    return { state: 'resumed', run: resumeTraining(folder, data, signal ? { signal } : {}) };
  const { validation, test } = record.result;
  const figures = { fold, folder, validation, test: { loss: test.loss, accuracy: test.accuracy } };
  return { state: 'done', figures };
}
