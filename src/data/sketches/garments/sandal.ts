import { fabric } from '../fabric.ts';
import { band, Outline } from '../outline.ts';
import type { Garment } from './garment.ts';
import { shoeExtent, soleOutline } from './shoe.ts';

export const sandal: Garment = {
  name: 'Sandal',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const kind = stream.float64();
    const heelHeight = kind < 0.45 ? stream.uniform(0.15, 0.6) : 0;
    const shoe = {
      ...shoeExtent(stream),
      sole: stream.uniform(0.35, 0.6) + heelHeight * 0.4,
      heelHeight,
      toeHeight: 0.1,
      collar: 0,
      collarFront: 0,
      collarHeight: 0,
    };
    const tone = stream.uniform(0.3, 1);
    canvas.paint(soleOutline(shoe, stream.uniform(0.1, 0.22)), () => tone);
    const { sole, toe, heel } = shoe;
    // The height of the sole under a point of the foot.
    const under = (u: number): number =>
      sole - 0.06 - (u <= toe + 0.6 ? 0 : heelHeight * Math.min(1, (u - toe - 0.6) / (heel - toe - 0.9)));
    const straps = 2 + stream.integer(3);
    const wide = stream.uniform(0.07, 0.16);
    for (let strap = 0; strap < straps; strap++) {
      const u = toe + 0.22 + ((heel - toe - 0.5) * strap) / straps + stream.uniform(-0.05, 0.05);
      const height = stream.uniform(0.2, 0.35) + 0.25 * (strap / straps);
      const reach = stream.uniform(0.2, 0.5);
      const arch = new Outline(u, under(u))
        .curve(u + reach * 0.2, under(u) - height * 1.4, u + reach, under(u + reach) - height)
        .line(u + reach + wide, under(u + reach) - height + wide * 0.3)
        .curve(u + reach * 0.3 + wide, under(u) - height, u + wide * 1.3, under(u));
      canvas.paint(arch, cloth.shade);
    }
    if (stream.float64() < 0.65) {
      const high = under(heel) - stream.uniform(0.4, 0.75);
      canvas.paint(band(heel - 0.06, under(heel), heel - 0.12, high, wide), cloth.shade);
      const front = stream.uniform(0, 0.3);
      canvas.paint(band(heel - 0.12, high, front, under(front) - 0.4, wide), cloth.shade);
    }
  },
};
