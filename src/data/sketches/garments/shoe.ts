import type { RandomStream } from '../../../core/random.ts';
import { Outline } from '../outline.ts';

/** The side view of a shoe whose toe points to the left. */
export interface Shoe {
  readonly sole: number;
  readonly heelHeight: number;
  readonly toeHeight: number;
  /** Where the opening for the leg is, and how high. */
  readonly collar: number;
  readonly collarFront: number;
  readonly collarHeight: number;
  readonly toe: number;
  readonly heel: number;
}

/** The upper: toe, instep, opening, heel. */
export function upperOutline(shoe: Shoe): Outline {
  const { sole, toe, heel, toeHeight, collarFront, collarHeight, heelHeight } = shoe;
  const base = sole - 0.04;
  return new Outline(toe, base)
    .curve(toe - 0.02, base - toeHeight, toe + 0.3, base - toeHeight - 0.02)
    .curve(collarFront - 0.12, base - toeHeight - 0.06, collarFront, base - collarHeight)
    .line(heel - 0.02, base - collarHeight - shoe.collar)
    .curve(heel + 0.03, base - collarHeight / 2, heel, base - heelHeight)
    .line(heel - 0.3, base - heelHeight)
    .curve(toe + 0.9, base - heelHeight * 0.6, toe + 0.6, base);
}

/** The sole: flat, or with a heel of its own. */
export function soleOutline(shoe: Shoe, thickness: number): Outline {
  const { sole, toe, heel, heelHeight } = shoe;
  const base = sole - 0.04;
  if (heelHeight < 0.06) {
    return new Outline(toe - 0.02, base - thickness * 0.5)
      .line(heel + 0.03, base - thickness * 0.5)
      .line(heel + 0.02, base + thickness * 0.5)
      .curve(toe, base + thickness * 0.6, toe - 0.02, base - thickness * 0.5);
  }
  return new Outline(toe, base - thickness * 0.3)
    .line(toe + 0.6, base - thickness * 0.3)
    .curve(toe + 0.9, base - heelHeight * 0.7, heel - 0.3, base - heelHeight - thickness * 0.3)
    .line(heel + 0.02, base - heelHeight - thickness * 0.3)
    .line(heel - 0.02, base + thickness * 0.6)
    .line(heel - 0.22, base + thickness * 0.6)
    .line(heel - 0.3, base - heelHeight + thickness * 0.6)
    .curve(toe + 0.9, base - heelHeight * 0.5, toe + 0.6, base + thickness * 0.6)
    .line(toe + 0.06, base + thickness * 0.6);
}

/** The lengthwise extent of a shoe, toe to the left. */
export function shoeExtent(stream: RandomStream): { toe: number; heel: number } {
  return { toe: stream.uniform(-1, -0.85), heel: stream.uniform(0.8, 0.96) };
}
