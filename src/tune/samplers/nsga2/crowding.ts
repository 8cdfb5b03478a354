import { paretoFronts, type Losses } from '../../pareto.ts';

/**
 * How far the points of a front are from their neighbours (Deb et al. 2002): over the objectives, the sum of the gaps
 * between the one before and the one after, as parts of the whole range. Infinite for those at the ends; an objective in
 * which all are equal does not count.
 */
export function crowdingDistances(losses: readonly Losses[]): number[] {
  const distances = new Array<number>(losses.length).fill(0);
  for (let objective = 0; objective < (losses[0]?.length ?? 0); objective++) {
    const order = losses.map((_, index) => index);
    order.sort((a, b) => losses[a]![objective]! - losses[b]![objective]!);
    const at = (place: number) => losses[order[place]!]![objective]!;
    const range = at(order.length - 1) - at(0);
    if (range === 0) continue;
    order.forEach((index, place) => {
      const isEnd = place === 0 || place === order.length - 1;
      distances[index]! += isEnd ? Infinity : (at(place + 1) - at(place - 1)) / range;
    });
  }
  return distances;
}

/** So many of the points: front by front, and of the last front those with the most room around them. */
export function selectElite(losses: readonly Losses[], count: number): number[] {
  const elite: number[] = [];
  for (const front of paretoFronts(losses)) {
    const left = count - elite.length;
    if (front.length <= left) elite.push(...front);
    else {
      const distances = crowdingDistances(front.map((index) => losses[index]!));
      const order = front.map((_, place) => place).sort((a, b) => compareRoom(distances[a]!, distances[b]!));
      elite.push(...order.slice(0, left).map((place) => front[place]!));
    }
    if (elite.length === count) break;
  }
  return elite;
}

/** The larger first; the difference of two that are infinite would be no number. */
function compareRoom(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
