import { byObjectives, paretoRanks, type Losses } from './pareto.ts';

/**
 * The volume between `reference` and what at least one of the points dominates: the larger, the better the points and
 * the better they are spread. A point that is not better than the reference in every objective adds nothing. Exact: by a
 * sweep in two dimensions, else by what each point adds alone (While, Bradstreet and Barone 2012, "A fast way of
 * calculating exact hypervolumes").
 *
 * @param points losses, less is better
 * @param reference a loss for each objective; infinite ones make the volume infinite
 */
export function hypervolume(points: readonly Losses[], reference: Losses): number {
  const inside = points.filter((point) => point.every((loss, objective) => loss < reference[objective]!));
  if (inside.length === 0) return 0;
  return volumeOf(frontOf(inside), reference);
}

/** Those of the points that no other dominates, each once, sorted. */
function frontOf(points: readonly Losses[]): Losses[] {
  const ranks = paretoRanks(points);
  return points
    .filter((_, index) => ranks[index] === 0)
    .sort(byObjectives)
    .filter((point, index, sorted) => index === 0 || byObjectives(sorted[index - 1]!, point) !== 0);
}

/** The volume of a sorted front within the reference. */
function volumeOf(front: readonly Losses[], reference: Losses): number {
  if (reference.length === 2) return areaOf(front, reference);
  let total = 0;
  front.forEach((point, index) => {
    total += boxOf(point, reference) - sharedVolume(point, front.slice(index + 1), reference);
  });
  return total;
}

function areaOf(front: readonly Losses[], reference: Losses): number {
  let total = 0;
  let top = reference[1]!;
  for (const [x, y] of front) {
    total += (reference[0]! - x!) * (top - y!);
    top = y!;
  }
  return total;
}

/** The volume that the point has alone. */
function boxOf(point: Losses, reference: Losses): number {
  return point.reduce((product, loss, objective) => product * (reference[objective]! - loss), 1);
}

/** The part of a point's volume that others have too. */
function sharedVolume(point: Losses, others: readonly Losses[], reference: Losses): number {
  if (others.length === 0) return 0;
  const limited = others.map((other) => other.map((loss, objective) => Math.max(loss, point[objective]!)));
  return volumeOf(frontOf(limited), reference);
}

/**
 * Chooses so many of the points that together have a large volume: always the one that adds the most to those before it,
 * the first by objectives of equals (Guerreiro, Fonseca and Paquete 2016, "Greedy hypervolume subset selection in low
 * dimensions"). Repeated points are chosen once; only then do they fill up, in their order.
 *
 * @param points losses, none worse than the reference
 * @returns their indices, in the order of the choice
 */
export function selectByHypervolume(points: readonly Losses[], count: number, reference: Losses): number[] {
  const order = points.map((_, index) => index).sort((a, b) => byObjectives(points[a]!, points[b]!));
  const different = order.filter(
    (index, position) => position === 0 || byObjectives(points[order[position - 1]!]!, points[index]!) !== 0,
  );
  const chosen = selectDifferent(points, different, Math.min(count, different.length), reference);
  if (chosen.length === count) return chosen;
  const taken = new Set(different);
  const repeated = points.flatMap((_, index) => (taken.has(index) ? [] : [index]));
  return [...chosen, ...repeated.slice(0, count - chosen.length)];
}

/** What a point adds never grows as others are chosen, so what it once added bounds it from above. */
function selectDifferent(
  points: readonly Losses[],
  candidates: readonly number[],
  count: number,
  reference: Losses,
): number[] {
  const left = candidates.map((index) => ({ index, adds: boxOf(points[index]!, reference) }));
  const chosen: number[] = [];
  const volumes: Losses[] = [];
  while (chosen.length < count) {
    let best = 0;
    let most = -Infinity;
    left.forEach((candidate, position) => {
      if (candidate.adds <= most) return;
      const point = points[candidate.index]!;
      candidate.adds = boxOf(point, reference) - sharedVolume(point, volumes, reference);
      if (candidate.adds > most) [best, most] = [position, candidate.adds];
    });
    const [taken] = left.splice(best, 1);
    chosen.push(taken!.index);
    volumes.push(points[taken!.index]!);
  }
  return chosen;
}
