import { fabric } from '../fabric.ts';
import { band } from '../outline.ts';
import type { Garment } from './garment.ts';
import { paintInsideNeck, paintTorso } from './torso.ts';

export const dress: Garment = {
  name: 'Dress',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const shoulderWidth = stream.uniform(0.22, 0.42);
    const hemWidth = stream.uniform(0.24, 0.58);
    const sleeve = stream.float64();
    const waistWidth = Math.min(shoulderWidth, hemWidth) - stream.uniform(-0.06, 0.14);
    const cut = {
      top: stream.uniform(-1.02, -0.85),
      hem: stream.uniform(0.82, 1.05),
      neckWidth: stream.uniform(0.1, Math.min(0.24, shoulderWidth - 0.09)),
      neckDepth: stream.uniform(0.08, 0.35),
      shoulderWidth,
      waistWidth: Math.max(0.12, waistWidth),
      hemWidth,
      sleeveLength: sleeve < 0.55 ? 0 : sleeve < 0.8 ? stream.uniform(0.2, 0.5) : stream.uniform(0.8, 1.3),
      sleeveSpread: stream.uniform(0.15, 0.5),
      sleeveWidth: stream.uniform(0.15, 0.24),
    };
    paintTorso(canvas, cloth, cut, stream);
    if (stream.float64() < 0.3) paintInsideNeck(canvas, cloth, cut);
    if (stream.float64() < 0.45) {
      const waist = stream.uniform(-0.3, 0.05);
      const half = (cut.waistWidth + shoulderWidth) / 2;
      canvas.paint(band(-half, waist, half, waist, 0.08), cloth.toned(stream.uniform(0.3, 0.8)), 0.8);
    }
  },
};
