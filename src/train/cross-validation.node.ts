import type { Dataset } from '../data/dataset.ts';
import { spreadOf, type Spread } from '../metrics/spread.ts';
import type { ModelSpec } from '../nn/model.ts';
import { beginFold, type CrossValidationOptions, type FoldFigures } from './fold-runs.node.ts';
import type { TrainEvent } from './events.ts';
import type { TrainResult } from './train-result.node.ts';

/** What a cross-validation found. */
export interface CrossValidationResult {
  readonly folds: readonly FoldFigures[];
  readonly validation: { readonly loss: Spread; readonly accuracy: Spread };
  readonly test: { readonly loss: Spread; readonly accuracy: Spread };
}

/** The figures of a fold that has been trained. */
export function foldFigures(fold: number, { folder, history, bestEpoch, test }: TrainResult): FoldFigures {
  const { loss, accuracy } = test;
  return { fold, folder, validation: history[bestEpoch - 1]!.val!, test: { loss, accuracy } };
}

/** Mean and deviation over the folds. */
export function summarizeFolds(folds: readonly FoldFigures[]): CrossValidationResult {
  const over = (part: 'validation' | 'test') => ({
    loss: spreadOf(folds.map((fold) => fold[part].loss)),
    accuracy: spreadOf(folds.map((fold) => fold[part].accuracy)),
  });
  return { folds, validation: over('validation'), test: over('test') };
}

/**
 * K-fold cross-validation: divides the training examples into k parts and trains k times, each time validating with
 * another part and training with the others. Each fold is a run like any other. With `runsDir`, calling it again with
 * the same model, data and options repeats no fold that is complete, and goes on with one that was interrupted.
 *
 * @param onEvent is told what each fold tells
 * @returns the figures of every fold, and their mean and sample deviation
 * @throws what `train` throws; folds that are complete by then are kept where there is a `runsDir`
 * @example
 * const { validation } = await crossValidate(model, data, { folds: 5, optimizer: adam({ learningRate: 1e-3 }), epochs: 3, batchSize: 64 });
 */
export async function crossValidate(
  model: ModelSpec,
  data: Dataset,
  options: CrossValidationOptions,
  onEvent?: (event: TrainEvent, fold: number) => void,
): Promise<CrossValidationResult> {
  const figures: FoldFigures[] = [];
  for (let fold = 1; fold <= Math.max(2, options.folds); fold++) {
    const begun = await beginFold(model, data, options, fold);
    if (begun.state === 'done') {
      figures.push(begun.figures);
      continue;
    }
    for await (const event of begun.run) onEvent?.(event, fold);
    figures.push(foldFigures(fold, await begun.run.result));
  }
  return summarizeFolds(figures);
}
