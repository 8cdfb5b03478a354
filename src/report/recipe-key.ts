import { canonicalJson } from '../core/canonical-json.ts';
import type { Run } from '../runs/record.ts';

/** What a recipe has that does not make it another one. */
const NAMES = ['name', '$schema'];

/**
 * A text that runs of one recipe on the same data have in common, whatever they are called.
 *
 * @param recipe the run's recipe, or what of it is to count
 */
export function recipeKey({ record }: Run, recipe: object = record.recipe): string {
  const counted = Object.entries(recipe).filter(([key]) => !NAMES.includes(key));
  return `${record.data.digest} ${canonicalJson(Object.fromEntries(counted))}`;
}
