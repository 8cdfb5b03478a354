import { StorageError } from '../core/errors.ts';
import { attempt } from '../tune/attempt.ts';
import type { RecipeStudy } from './recipe-study.ts';
import { objectiveOf, type WorkOptions } from './run-tour.node.ts';
import { workerName } from './worker-name.node.ts';

/**
 * Goes on with a trial that was pruned, from its checkpoint to its last epoch, without asking the pruner again.
 *
 * @throws StorageError where someone else works on it
 */
export async function promoteTrial(
  opened: RecipeStudy,
  number: number,
  options: WorkOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { study } = opened;
  await study.storage.reopen(study.id, number);
  const trial = await study.ask({ worker: workerName(), number });
  if (trial === undefined) {
    throw new StorageError(`study ${study.definition.name}: trial ${number} cannot be continued`, {
      value: number,
      hint: 'Another worker has taken it, or the time of the study is used up.',
    });
  }
  await trial.addFacts({ promoted: true });
  options.onTrial?.(study, study.trials[number]!);
  await attempt(trial, objectiveOf(opened, options), options);
  options.onTrial?.(study, study.trials[number]!);
}
