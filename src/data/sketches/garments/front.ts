import { band, ellipse, Outline } from '../outline.ts';
import type { SketchCanvas } from '../sketch-canvas.ts';

/** A line down the front, from one height to another. */
export function paintPlacket(
  canvas: SketchCanvas,
  u: number,
  from: number,
  to: number,
  width: number,
  brightness: number,
  opacity: number,
): void {
  canvas.paint(band(u, from, u, to, width), () => brightness, opacity);
}

/** A column of buttons down the front. */
export function paintButtons(
  canvas: SketchCanvas,
  u: number,
  from: number,
  to: number,
  count: number,
  brightness: number,
  opacity: number,
): void {
  for (let button = 0; button < count; button++) {
    const v = from + ((to - from) * (button + 0.5)) / count;
    canvas.paint(ellipse(u, v, 0.045, 0.045), () => brightness, opacity);
  }
}

/** Two flaps from the neck outwards: a shirt's collar when small, a coat's lapels when long. */
export function paintCollar(
  canvas: SketchCanvas,
  top: number,
  width: number,
  length: number,
  brightness: number,
  opacity: number,
): void {
  for (const side of [-1, 1]) {
    const flap = new Outline(side * width * 0.55, top - 0.06)
      .line(side * (width + 0.04), top + 0.01)
      .line(side * (width * 0.95), top + length * 0.75)
      .line(side * 0.02, top + length);
    canvas.paint(flap, () => brightness, opacity);
  }
}
