import { fabric } from '../fabric.ts';
import { band, ellipse, Outline } from '../outline.ts';
import type { Garment } from './garment.ts';

export const bag: Garment = {
  name: 'Bag',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const top = stream.uniform(-0.5, 0);
    const bottom = stream.uniform(0.5, 0.95);
    const topWidth = stream.uniform(0.5, 0.9);
    const bottomWidth = Math.min(0.98, topWidth + stream.uniform(-0.15, 0.25));
    const bulge = stream.uniform(0, 0.12);
    const handle = stream.float64();
    if (handle < 0.75) {
      const half = topWidth * stream.uniform(0.35, 0.9);
      const rise = stream.uniform(0.45, 0.95);
      const thick = stream.uniform(0.06, 0.13);
      const ring = (inset: number): Outline =>
        new Outline(-half + inset, top + 0.1)
          .curve(-half * 0.9 + inset, top - rise + inset, 0, top - rise + inset)
          .curve(half * 0.9 - inset, top - rise + inset, half - inset, top + 0.1);
      canvas.paint([ring(0), ring(thick)], cloth.toned(stream.uniform(0.6, 1)));
    }
    const body = new Outline(-topWidth, top)
      .line(topWidth, top)
      .curve(Math.max(topWidth, bottomWidth) + bulge, (top + bottom) / 2, bottomWidth, bottom - 0.06)
      .curve(bottomWidth, bottom, bottomWidth - 0.1, bottom)
      .line(-bottomWidth + 0.1, bottom)
      .curve(-bottomWidth, bottom, -bottomWidth, bottom - 0.06)
      .curve(-Math.max(topWidth, bottomWidth) - bulge, (top + bottom) / 2, -topWidth, top);
    canvas.paint(body, cloth.shade);
    const dark = cloth.brightness * stream.uniform(0.3, 0.7);
    const closure = stream.float64();
    if (closure < 0.4) {
      const flap = top + (bottom - top) * stream.uniform(0.3, 0.6);
      const cover = new Outline(-topWidth, top)
        .line(topWidth, top)
        .curve(topWidth, flap, 0, flap)
        .curve(-topWidth, flap, -topWidth, top);
      canvas.paint(cover, cloth.toned(stream.uniform(0.6, 1.25)));
      canvas.paint(ellipse(0, flap - 0.05, 0.08, 0.07), () => dark);
    } else if (closure < 0.75) {
      canvas.paint(band(-topWidth * 0.9, top + 0.1, topWidth * 0.9, top + 0.1, 0.05), () => dark, 0.9);
    }
    if (stream.float64() < 0.35) {
      const pocket = stream.uniform(0.15, 0.35);
      canvas.paint(band(-pocket, bottom - 0.25, pocket, bottom - 0.25, 0.25), cloth.toned(0.7), 0.8);
    }
  },
};
