import { fabric } from '../fabric.ts';
import { band, Outline } from '../outline.ts';
import type { Garment } from './garment.ts';

export const trouser: Garment = {
  name: 'Trouser',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const waist = stream.uniform(0.2, 0.34);
    const hip = waist + stream.uniform(0.01, 0.1);
    const foot = stream.uniform(0.2, 0.46);
    const footWidth = stream.uniform(0.12, 0.24);
    const top = stream.uniform(-1.02, -0.88);
    const hem = stream.uniform(0.8, 1.05);
    const crotch = stream.uniform(-0.45, -0.2);
    const inner = Math.max(0.005, foot - footWidth);
    const right = new Outline(0, top)
      .line(waist, top)
      .curve(hip, crotch - 0.2, hip, crotch)
      .curve((hip + foot) / 2 + 0.02, (crotch + hem) / 2, foot, hem)
      .line(inner, hem)
      .curve(inner * 0.5 + 0.03, crotch + 0.5, 0, crotch)
      .mirrored();
    canvas.paint(right, cloth.shade);
    if (stream.float64() < 0.6) {
      canvas.paint(band(-waist, top + 0.05, waist, top + 0.05, 0.1), cloth.toned(stream.uniform(0.4, 0.8)));
    }
    if (stream.float64() < 0.6) {
      canvas.paint(band(0, top, 0, crotch, 0.05), cloth.toned(0.4), stream.uniform(0.2, 0.8));
    }
    if (stream.float64() < 0.4) {
      const crease = cloth.toned(stream.uniform(0.5, 1.3));
      for (const side of [-1, 1]) {
        const u = side * (foot - footWidth / 2);
        canvas.paint(band(side * hip * 0.55, crotch, u, hem, 0.06), crease, 0.6);
      }
    }
  },
};
