import type { Rows } from './main-directions.ts';

/** The nearest points of each point, nearest first, and how far they are (Euclid). */
export interface Neighbors {
  readonly indices: number[][];
  readonly distances: number[][];
}

/**
 * The `wanted` nearest points of each point, the point itself first, by comparing all with all: for a few thousand points
 * this is faster than the approximate search of UMAP, and exact. Of points equally far the earlier comes first.
 */
export function nearestNeighbors({ values, count, width }: Rows, wanted: number): Neighbors {
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let point = 0; point < count; point++) {
    const nearest = [point];
    const squares = [-1];
    for (let other = 0; other < count; other++) {
      if (other === point) continue;
      let square = 0;
      for (let at = 0; at < width; at++) {
        const difference = values[point * width + at]! - values[other * width + at]!;
        square += difference * difference;
      }
      if (nearest.length === wanted && square >= squares[wanted - 1]!) continue;
      let place = nearest.length;
      while (squares[place - 1]! > square) place--;
      nearest.splice(place, 0, other);
      squares.splice(place, 0, square);
      nearest.length = squares.length = Math.min(wanted, nearest.length);
    }
    indices.push(nearest);
    distances.push(squares.map((square) => Math.sqrt(Math.max(square, 0))));
  }
  return { indices, distances };
}
