import type { Params } from '../src/tune/space/parameter.ts';
import type { Study } from '../src/tune/study.ts';

/** Asks a study for trials until its budget is used up, one after the other, and tells each what a function gives. */
export async function evaluateStudy(
  study: Study,
  valueOf: (params: Params) => number | readonly number[],
): Promise<void> {
  for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
    await trial.tell(valueOf(trial.params));
  }
}
