import { fabric } from '../fabric.ts';
import type { Garment } from './garment.ts';
import { paintInsideNeck, paintNeckband, paintTorso } from './torso.ts';

export const tShirt: Garment = {
  name: 'T-shirt/top',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const shoulderWidth = stream.uniform(0.42, 0.58);
    const isTop = stream.float64() < 0.15;
    const hemWidth = stream.uniform(0.38, 0.6);
    const cut = {
      top: stream.uniform(-0.95, -0.75),
      hem: stream.uniform(0.65, 0.95),
      neckWidth: stream.uniform(0.18, isTop ? 0.4 : 0.28),
      neckDepth: stream.uniform(0.08, isTop ? 0.4 : 0.25),
      shoulderWidth,
      waistWidth: (shoulderWidth + hemWidth) / 2 - stream.uniform(0, 0.15),
      hemWidth,
      sleeveLength: isTop ? 0 : stream.uniform(0.25, stream.float64() < 0.15 ? 0.9 : 0.55),
      sleeveSpread: stream.uniform(0.4, 1.2),
      sleeveWidth: stream.uniform(0.26, 0.36),
    };
    paintTorso(canvas, cloth, cut, stream);
    if (stream.float64() < 0.4) paintInsideNeck(canvas, cloth, cut);
    if (stream.float64() < 0.5) paintNeckband(canvas, cloth, cut, stream.uniform(0.6, 1.2));
  },
};
