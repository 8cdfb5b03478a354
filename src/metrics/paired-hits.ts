import { ShapeError } from '../core/errors.ts';
import { checkPaired, type ClassIndices } from './accuracy.ts';

/** How often two models were right on the same examples. */
export interface PairedHits {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * Counts on which examples each of two models was right.
 *
 * @throws ShapeError where there is not one prediction of each a label
 *
 * @example pairedHits([0, 1, 1], [0, 1, 0], [0, 0, 0]); // { both: 1, onlyFirst: 1, onlySecond: 0, neither: 1 }
 */
export function pairedHits(labels: ClassIndices, first: ClassIndices, second: ClassIndices): PairedHits {
  checkPaired('pairedHits: first', labels, first);
  checkPaired('pairedHits: second', labels, second);
  const hits = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (let example = 0; example < labels.length; example++) {
    const firstHit = first[example] === labels[example];
    const secondHit = second[example] === labels[example];
    if (firstHit) hits[secondHit ? 'both' : 'onlyFirst']++;
    else hits[secondHit ? 'onlySecond' : 'neither']++;
  }
  return hits;
}

/** Throws a ShapeError unless all counts are whole numbers from 0. */
export function checkHits(where: string, hits: PairedHits): void {
  for (const [name, value] of Object.entries(hits) as [string, number][]) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new ShapeError(`${where}: ${name}: got ${value}`, { value, expected: 'a whole number from 0' });
    }
  }
}
