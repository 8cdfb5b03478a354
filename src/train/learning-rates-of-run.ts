import { AtelierError } from '../core/errors.ts';
import { learningRateAt } from '../optim/schedules/index.ts';
import type { Run } from '../runs/record.ts';
import { parseRecipe } from './recipe.ts';

/**
 * The learning rates of the steps that a run has taken, worked out again from its recipe, for drawing: of every step
 * where there are at most `points`, else of as many, evenly apart, with the first and the last.
 *
 * @returns steps, which count from 0, with their rates; undefined where no epoch is finished or the recipe is one of
 *   another version
 */
export function learningRatesOfRun(
  { record, history }: Run,
  points = 200,
): (readonly [step: number, learningRate: number])[] | undefined {
  const recipe = recipeOf(record.recipe);
  const stepsPerEpoch = history[0]?.step;
  if (recipe === undefined || stepsPerEpoch === undefined) return undefined;
  const last = history.at(-1)!.step - 1;
  const count = Math.min(points, last + 1);
  return Array.from({ length: count }, (_, index) => {
    const step = count === 1 ? last : Math.round((index * last) / (count - 1));
    const time = {
      step,
      steps: recipe.epochs * stepsPerEpoch,
      stepsPerEpoch,
      history: history.slice(0, Math.floor(step / stepsPerEpoch)),
    };
    return [step, learningRateAt(recipe.optimizer.learningRate, time)] as const;
  });
}

function recipeOf(value: unknown): ReturnType<typeof parseRecipe> | undefined {
  try {
    return parseRecipe(value);
  } catch (error) {
    if (error instanceof AtelierError) return undefined;
    throw error;
  }
}
