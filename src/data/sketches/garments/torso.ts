import type { RandomStream } from '../../../core/random.ts';
import type { Fabric } from '../fabric.ts';
import { band, Outline } from '../outline.ts';
import type { SketchCanvas } from '../sketch-canvas.ts';

/** The cut of a garment for the upper body, in the garment's space. */
export interface Torso {
  readonly top: number;
  readonly hem: number;
  readonly neckWidth: number;
  readonly neckDepth: number;
  readonly shoulderWidth: number;
  readonly waistWidth: number;
  readonly hemWidth: number;
  /** 0 without sleeves, about 0.4 to the elbow, 1.3 to the wrist. */
  readonly sleeveLength: number;
  /** How far sleeves stand out from the body: 0 hanging down, 1 as far out as down. */
  readonly sleeveSpread: number;
  readonly sleeveWidth: number;
}

/** Where the sleeve of the right half ends. */
function cuff(cut: Torso): { u: number; v: number; acrossU: number; acrossV: number } {
  const norm = Math.sqrt(1 + cut.sleeveSpread * cut.sleeveSpread);
  const alongU = cut.sleeveSpread / norm;
  const alongV = 1 / norm;
  return {
    u: Math.min(1.02, cut.shoulderWidth + alongU * cut.sleeveLength),
    v: cut.top + 0.14 + alongV * cut.sleeveLength,
    acrossU: -alongV * cut.sleeveWidth,
    acrossV: alongU * cut.sleeveWidth,
  };
}

/** The outline of body and sleeves. */
function torsoOutline(cut: Torso): Outline {
  const { top, hem, neckWidth, neckDepth, shoulderWidth, waistWidth, hemWidth } = cut;
  const armpitV = top + 0.14 + cut.sleeveWidth * 1.25;
  const right = new Outline(0, top + neckDepth)
    .curve(neckWidth * 0.85, top + neckDepth, neckWidth, top)
    .line(shoulderWidth - 0.06, top + 0.1)
    .curve(shoulderWidth, top + 0.1, shoulderWidth + 0.01, top + 0.16);
  if (cut.sleeveLength > 0.08) {
    const end = cuff(cut);
    right.line(end.u, end.v).line(end.u + end.acrossU, end.v + end.acrossV);
  }
  return right
    .line(shoulderWidth - 0.09, armpitV)
    .curve(waistWidth, (armpitV + hem) / 2, hemWidth, hem)
    .line(0, hem + 0.03)
    .mirrored();
}

/** Draws body and sleeves, with a faint seam between the two. */
export function paintTorso(canvas: SketchCanvas, cloth: Fabric, cut: Torso, stream: RandomStream): void {
  canvas.paint(torsoOutline(cut), cloth.shade);
  if (cut.sleeveLength > 0.2) {
    const seam = stream.uniform(0.1, 0.6);
    for (const side of [-1, 1]) {
      const armpit = cut.top + 0.14 + cut.sleeveWidth * 1.25;
      const u = side * (cut.shoulderWidth - 0.09);
      canvas.paint(band(u, cut.top + 0.2, u, armpit, 0.05), () => cloth.brightness * 0.4, seam);
    }
  }
}

/** Darker or lighter bands along the hem and both cuffs. */
export function paintRibs(canvas: SketchCanvas, cloth: Fabric, cut: Torso, tone: number): void {
  canvas.paint(band(-cut.hemWidth, cut.hem - 0.05, cut.hemWidth, cut.hem - 0.05, 0.12), cloth.toned(tone));
  if (cut.sleeveLength < 0.2) return;
  const end = cuff(cut);
  for (const side of [-1, 1]) {
    const rib = band(side * end.u, end.v, side * (end.u + end.acrossU), end.v + end.acrossV, 0.13);
    canvas.paint(rib, cloth.toned(tone));
  }
}

/** A band around the neck. */
export function paintNeckband(canvas: SketchCanvas, cloth: Fabric, cut: Torso, tone: number): void {
  const { neckWidth, neckDepth, top } = cut;
  const depth = top + neckDepth;
  const outline = new Outline(0, depth + 0.09)
    .curve(neckWidth * 0.95, depth + 0.09, neckWidth + 0.08, top + 0.02)
    .line(neckWidth, top)
    .curve(neckWidth * 0.85, depth, 0, depth)
    .mirrored();
  canvas.paint(outline, cloth.toned(tone));
}

/** The back of the garment that shows inside the neck. */
export function paintInsideNeck(canvas: SketchCanvas, cloth: Fabric, cut: Torso): void {
  const { neckWidth, neckDepth, top } = cut;
  const outline = new Outline(0, top + neckDepth)
    .curve(neckWidth * 0.85, top + neckDepth, neckWidth, top)
    .curve(neckWidth * 0.5, top - 0.01, 0, top + 0.02)
    .mirrored();
  canvas.paint(outline, cloth.toned(0.55));
}
