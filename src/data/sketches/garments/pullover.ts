import { fabric } from '../fabric.ts';
import type { Garment } from './garment.ts';
import { paintInsideNeck, paintNeckband, paintRibs, paintTorso } from './torso.ts';

export const pullover: Garment = {
  name: 'Pullover',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const shoulderWidth = stream.uniform(0.44, 0.6);
    const hemWidth = stream.uniform(0.4, 0.58);
    const cut = {
      top: stream.uniform(-0.95, -0.78),
      hem: stream.uniform(0.68, 0.96),
      neckWidth: stream.uniform(0.16, 0.27),
      neckDepth: stream.uniform(0.05, stream.float64() < 0.2 ? 0.4 : 0.18),
      shoulderWidth,
      waistWidth: (shoulderWidth + hemWidth) / 2 - stream.uniform(-0.04, 0.1),
      hemWidth,
      sleeveLength: stream.uniform(1.1, 1.5),
      sleeveSpread: stream.uniform(0.15, 0.4),
      sleeveWidth: stream.uniform(0.24, 0.34),
    };
    paintTorso(canvas, cloth, cut, stream);
    if (stream.float64() < 0.35) paintInsideNeck(canvas, cloth, cut);
    if (stream.float64() < 0.75) paintRibs(canvas, cloth, cut, stream.uniform(0.7, 1.1));
    if (stream.float64() < 0.75) paintNeckband(canvas, cloth, cut, stream.uniform(0.65, 1.1));
  },
};
