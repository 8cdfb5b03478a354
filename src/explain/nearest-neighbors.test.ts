import { expect, it } from 'vitest';
import { nearestNeighbors } from './nearest-neighbors.ts';

it('nearestNeighbors are in order, the point itself before its doubles', () => {
  const rows = { values: Float32Array.of(0, 0, 3, 4, 0, 0, 3, 0), count: 4, width: 2 };
  expect(nearestNeighbors(rows, 3)).toEqual({
    indices: [
      [0, 2, 3],
      [1, 3, 0],
      [2, 0, 3],
      [3, 0, 2],
    ],
    distances: [
      [0, 0, 3],
      [0, 4, 5],
      [0, 0, 3],
      [0, 3, 3],
    ],
  });
});
