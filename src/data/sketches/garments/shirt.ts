import { fabric } from '../fabric.ts';
import { paintButtons, paintCollar, paintPlacket } from './front.ts';
import type { Garment } from './garment.ts';
import { paintInsideNeck, paintTorso } from './torso.ts';

export const shirt: Garment = {
  name: 'Shirt',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const shoulderWidth = stream.uniform(0.42, 0.58);
    const hemWidth = stream.uniform(0.38, 0.6);
    const isShort = stream.float64() < 0.35;
    const cut = {
      top: stream.uniform(-0.95, -0.76),
      hem: stream.uniform(0.66, 0.97),
      neckWidth: stream.uniform(0.15, 0.27),
      neckDepth: stream.uniform(0.06, 0.22),
      shoulderWidth,
      waistWidth: (shoulderWidth + hemWidth) / 2 - stream.uniform(0, 0.14),
      hemWidth,
      sleeveLength: isShort ? stream.uniform(0.3, 0.65) : stream.uniform(0.95, 1.5),
      sleeveSpread: isShort ? stream.uniform(0.4, 1.1) : stream.uniform(0.15, 0.4),
      sleeveWidth: stream.uniform(0.22, 0.34),
    };
    paintTorso(canvas, cloth, cut, stream);
    const opacity = stream.uniform(0.55, 1);
    const dark = cloth.brightness * stream.uniform(0.15, 0.55);
    const light = Math.min(1, cloth.brightness * stream.uniform(1.1, 1.5));
    if (stream.float64() < 0.3) paintInsideNeck(canvas, cloth, cut);
    // A blouse has neither collar nor buttons; little but the cut tells it from a T-shirt or pullover.
    if (stream.float64() < 0.05) return;
    const front = cut.top + cut.neckDepth + 0.04;
    const end = stream.float64() < 0.25 ? front + stream.uniform(0.35, 0.6) : cut.hem;
    paintPlacket(canvas, 0.01, front, end, 0.1, dark, opacity * 0.9);
    if (stream.float64() < 0.75) {
      paintButtons(
        canvas,
        0.01,
        front,
        end,
        end < cut.hem ? 2 : 5,
        stream.float64() < 0.5 ? light : dark,
        opacity,
      );
    }
    if (stream.float64() < 0.75) {
      paintCollar(
        canvas,
        cut.top,
        cut.neckWidth,
        stream.uniform(0.18, 0.28),
        stream.float64() < 0.5 ? light : dark,
        opacity,
      );
    }
    if (stream.float64() < 0.3) paintPlacket(canvas, 0.25, -0.35, -0.15, 0.2, dark, opacity * 0.5);
  },
};
