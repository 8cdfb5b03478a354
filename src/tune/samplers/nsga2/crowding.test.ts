import { describe, expect, it } from 'vitest';
import { crowdingDistances, selectElite } from './crowding.ts';

describe('crowding', () => {
  it('is the sum of the gaps around a point, as parts of the range', () => {
    const front = [
      [0, 10],
      [4, 2],
      [1, 6],
      [8, 0],
    ];
    // Of (4, 2): from 1 to 8 of 8, and from 0 to 6 of 10.
    expect(crowdingDistances(front)).toEqual([Infinity, 7 / 8 + 6 / 10, 4 / 8 + 8 / 10, Infinity]);
  });

  it('leaves out an objective in which all are equal', () => {
    expect(
      crowdingDistances([
        [1, 5],
        [2, 5],
        [4, 5],
      ]),
    ).toEqual([Infinity, 1, Infinity]);
    expect(
      crowdingDistances([
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([0, 0]);
    expect(crowdingDistances([])).toEqual([]);
  });
});

describe('an elite', () => {
  const points = [
    [7, 7], // of the second front
    [0, 10],
    [10, 0],
    [1, 8.9], // with little room
    [2, 8],
    [6, 4],
    [8, 8], // of the third front
  ];
  const sorted = (indices: readonly number[]) => [...indices].sort((a, b) => a - b);

  it('takes whole fronts, then those with the most room', () => {
    expect(sorted(selectElite(points, 2))).toEqual([1, 2]);
    expect(sorted(selectElite(points, 3))).toEqual([1, 2, 5]);
    expect(sorted(selectElite(points, 4))).toEqual([1, 2, 4, 5]);
    expect(sorted(selectElite(points, 6))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sorted(selectElite(points, 99))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
