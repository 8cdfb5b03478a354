import { fabric } from '../fabric.ts';
import { band } from '../outline.ts';
import { paintButtons, paintCollar, paintPlacket } from './front.ts';
import type { Garment } from './garment.ts';
import { paintTorso } from './torso.ts';

export const coat: Garment = {
  name: 'Coat',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const shoulderWidth = stream.uniform(0.44, 0.58);
    const hemWidth = stream.uniform(0.42, 0.64);
    const cut = {
      top: stream.uniform(-0.98, -0.8),
      hem: stream.uniform(0.76, 1.05),
      neckWidth: stream.uniform(0.15, 0.26),
      neckDepth: stream.uniform(0.05, 0.16),
      shoulderWidth,
      waistWidth: (shoulderWidth + hemWidth) / 2 - stream.uniform(0, 0.16),
      hemWidth,
      sleeveLength: stream.uniform(1.1, 1.5),
      sleeveSpread: stream.uniform(0.12, 0.36),
      sleeveWidth: stream.uniform(0.24, 0.34),
    };
    paintTorso(canvas, cloth, cut, stream);
    const opacity = stream.uniform(0.4, 1);
    const dark = cloth.brightness * stream.uniform(0.1, 0.55);
    const front = cut.top + cut.neckDepth;
    const lapel = stream.uniform(0.3, 0.75);
    paintPlacket(
      canvas,
      stream.uniform(-0.05, 0.08),
      front,
      cut.hem + 0.02,
      stream.uniform(0.06, 0.16),
      dark,
      opacity,
    );
    if (stream.float64() < 0.8) {
      const tone =
        cloth.brightness * (stream.float64() < 0.5 ? stream.uniform(1.1, 1.4) : stream.uniform(0.4, 0.8));
      paintCollar(canvas, cut.top, cut.neckWidth + 0.08, lapel, Math.min(1, tone), opacity);
    }
    if (stream.float64() < 0.5) {
      const apart = stream.uniform(0.1, 0.2);
      for (const u of [-apart, apart])
        paintButtons(canvas, u, front + lapel, cut.hem - 0.2, 3, dark, opacity);
    }
    if (stream.float64() < 0.5) {
      for (const side of [-1, 1]) {
        const pocket = band(side * 0.22, 0.3, side * 0.38, 0.26, 0.07);
        canvas.paint(pocket, () => dark, opacity * 0.8);
      }
    }
    if (stream.float64() < 0.25) paintPlacket(canvas, 0, 0.02, 0.1, 2 * cut.waistWidth - 0.1, dark, opacity);
  },
};
