import { selectByHypervolume } from './hypervolume.ts';
import { lossesOf, paretoFronts, type Losses } from './pareto.ts';
import { risingOrder } from './rising-order.ts';
import { asLoss, type Direction, type Trial } from './trial.ts';

/** Whether a trial ended and says something of its parameters. */
export function isObservation({ state, failure }: Trial): boolean {
  return state === 'complete' || state === 'pruned' || (state === 'failed' && failure!.kind !== 'error');
}

/**
 * Compares two trials by what they say of their parameters, the better one first: complete ones by their value of the
 * first objective, then pruned ones by how far they came and what they had reached there, then those that diverged or
 * were infeasible.
 */
export function byMerit(direction: Direction): (a: Trial, b: Trial) => number {
  return (a, b) => {
    const stage = stageOf(a);
    const later = stage - stageOf(b);
    if (later !== 0) return later;
    if (stage === 0) return asLoss(a.values![0]!, direction) - asLoss(b.values![0]!, direction);
    return stage === 1 ? byProgress(a, b, direction) : 0;
  };
}

function stageOf({ state }: Trial): number {
  return state === 'complete' ? 0 : state === 'pruned' ? 1 : 2;
}

function byProgress(a: Trial, b: Trial, direction: Direction): number {
  const [ofA, ofB] = [a, b].map(({ reports }) => reports.at(-1) ?? { step: 0, value: 0 });
  return ofB!.step - ofA!.step || asLoss(ofA!.value, direction) - asLoss(ofB!.value, direction);
}

/**
 * So many of the trials, the best first. Of several objectives, complete trials go front by front; of the last front,
 * those that together cover the most. Equals are taken in their order.
 */
export function bestTrials(
  trials: readonly Trial[],
  directions: readonly Direction[],
  count: number,
): Trial[] {
  const complete = trials.filter(({ state }) => state === 'complete');
  const order =
    directions.length > 1
      ? bestTogether(
          complete.map((trial) => lossesOf(trial, directions)),
          count,
        )
      : risingOrder(Float64Array.from(complete, ({ values }) => asLoss(values![0]!, directions[0]!)));
  const best = Array.from(order.slice(0, count), (index) => complete[index]!);
  if (best.length === count) return best;
  const rest = trials.filter(({ state }) => state !== 'complete').sort(byMerit(directions[0]!));
  return [...best, ...rest.slice(0, count - best.length)];
}

/** Whole fronts as far as they fit; of the next one, points that cover the most. */
function bestTogether(losses: readonly Losses[], count: number): number[] {
  const chosen: number[] = [];
  for (const front of paretoFronts(losses)) {
    const left = count - chosen.length;
    if (front.length > left) {
      const points = front.map((index) => losses[index]!);
      const picked = left === 0 ? [] : selectByHypervolume(points, left, referenceOf(points));
      return [...chosen, ...picked.map((place) => front[place]!)];
    }
    chosen.push(...front);
  }
  return chosen;
}

/** A tenth of its size worse than the worst in every objective. */
function referenceOf(points: readonly Losses[]): number[] {
  return points[0]!.map((_, objective) => {
    const worst = points.reduce((most, losses) => Math.max(most, losses[objective]!), -Infinity);
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12;
  });
}
