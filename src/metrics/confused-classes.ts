import type { ConfusionMatrix } from './confusion-matrix.ts';

/** How often two classes were taken for each other. */
export interface ConfusedClasses {
  /** In label order. */
  readonly classes: readonly [first: number, second: number];
  /** How often the first was taken for the second. */
  readonly firstAsSecond: number;
  readonly secondAsFirst: number;
  /** The sum of the two. */
  readonly count: number;
}

/**
 * The classes that were taken for each other most often, both directions together, at most so many pairs; of equal counts in
 * label order.
 *
 * @example confusedClasses([[5, 1], [2, 2]], 3); // [{ classes: [0, 1], firstAsSecond: 1, secondAsFirst: 2, count: 3 }]
 */
export function confusedClasses(confusion: ConfusionMatrix, most: number): ConfusedClasses[] {
  return confusion
    .flatMap((row, second) =>
      row.slice(0, second).map((secondAsFirst, first): ConfusedClasses => {
        const firstAsSecond = confusion[first]![second]!;
        return {
          classes: [first, second],
          firstAsSecond,
          secondAsFirst,
          count: firstAsSecond + secondAsFirst,
        };
      }),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.classes[0] - b.classes[0] || a.classes[1] - b.classes[1])
    .slice(0, most);
}
