import { asLoss, type Direction, type Trial } from '../../trial.ts';

/** Whether a trial ended and says something of its parameters. */
export function isObservation({ state, failure }: Trial): boolean {
  return state === 'complete' || state === 'pruned' || (state === 'failed' && failure!.kind !== 'error');
}

/**
 * Best first: complete trials by their value, then pruned ones by how far they came and what they had reached, then those
 * that diverged or were infeasible. Equals stay in their order.
 */
export function rankTrials(trials: readonly Trial[], direction: Direction): Trial[] {
  const merits = new Map(trials.map((trial) => [trial, meritsOf(trial, direction)]));
  return [...trials].sort((a, b) => {
    const [ofA, ofB] = [merits.get(a)!, merits.get(b)!];
    const place = ofA.findIndex((merit, index) => merit !== ofB[index]);
    return place === -1 ? 0 : ofA[place]! < ofB[place]! ? -1 : 1;
  });
}

/** Less is better, what comes first counts first. */
function meritsOf({ state, values, reports }: Trial, direction: Direction): number[] {
  if (state === 'complete') return [0, asLoss(values![0]!, direction), 0];
  const latest = reports.at(-1);
  if (state !== 'pruned') return [2, 0, 0];
  return latest === undefined ? [1, 0, 0] : [1, -latest.step, asLoss(latest.value, direction)];
}
