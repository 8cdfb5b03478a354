import { z } from 'zod';
import { positiveInteger } from '../core/option-schemas.ts';
import type { Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { subtract } from '../ops/subtract.ts';

/**
 * Lookahead (Zhang et al. 2019) around any optimiser: a slow copy of the weights. Every `steps` steps it goes `alpha` of
 * the way to the weights, which then go on from it. The paper's 5 and 0.5 by default. What is evaluated are the weights.
 */
export const lookaheadSchema = z.strictObject({
  steps: positiveInteger.default(5),
  alpha: z
    .number('Expected a number above 0 and at most 1')
    .gt(0, 'Expected a number above 0 and at most 1')
    .max(1, 'Expected a number above 0 and at most 1')
    .default(0.5),
});

export type Lookahead = z.output<typeof lookaheadSchema>;

/** The numbers of a step (from 1): whether the weights go back to the slow ones, and how far those follow. */
export function lookaheadScalars({ steps, alpha }: Lookahead, step: number): Record<string, number> {
  const back = step % steps === 0;
  return { lookaheadBack: back ? 1 : 0, lookaheadFollow: back ? alpha : 0 };
}

/** The weights and the slow weights after a step, from the weights that the optimiser gives; other steps change no bit. */
export function applyLookahead(
  fast: Value,
  slow: Value,
  scalars: Readonly<Record<string, Value>>,
): { readonly fast: Value; readonly slow: Value } {
  const back = scalars['lookaheadBack']!;
  const followed = add(slow, multiply(subtract(fast, slow), scalars['lookaheadFollow']!));
  const stays = subtract(back.graph.scalar(1), back);
  return { slow: followed, fast: add(multiply(fast, stays), multiply(followed, back)) };
}
