import type { ScheduleTime } from '../optim/schedule.ts';
import { updateNumbers } from '../optim/update-numbers.ts';
import type { StepBatches } from './batch-source.ts';
import type { StepInputs } from './compiled-step.ts';
import { dropoutMasks, type MaskMemory } from './dropout-masks.ts';
import type { Training } from './recipe.ts';
import type { TrainingGraph } from './training-graph.ts';

/**
 * All that successive steps take besides the state: examples, the optimiser's numbers and dropout masks.
 *
 * @param batches steps × batch examples
 * @param range the number of the first step in the run, from 0, how many there are, and the run that they are of
 * @param memory of the masks of an earlier call that are no longer needed
 */
export function stepInputs(
  graph: TrainingGraph,
  training: Pick<Training, 'optimizer' | 'seed'>,
  batches: Pick<StepBatches, 'indices' | 'prepared'>,
  range: { readonly first: number; readonly steps: number; readonly run: Omit<ScheduleTime, 'step'> },
  memory?: MaskMemory,
): StepInputs {
  const { first, steps, run } = range;
  const numbers = updateNumbers(training.optimizer);
  const scalars = Object.fromEntries(graph.scalars.map((name) => [name, new Float32Array(steps)]));
  for (let step = 0; step < steps; step++) {
    const values = numbers.at({ ...run, step: first + step });
    for (const name of graph.scalars) scalars[name]![step] = values[name]!;
  }
  const { indices, prepared } = batches;
  return {
    indices,
    ...(prepared ? { prepared } : {}),
    scalars,
    masks: dropoutMasks(graph.masks, training.seed, first, steps, memory),
  };
}
