import { fabric } from '../fabric.ts';
import { band } from '../outline.ts';
import type { Garment } from './garment.ts';
import { shoeExtent, soleOutline, upperOutline } from './shoe.ts';

export const ankleBoot: Garment = {
  name: 'Ankle boot',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const hasHeel = stream.float64() < 0.55;
    const heelHeight = hasHeel ? stream.uniform(0.12, 0.4) : 0;
    const shoe = {
      ...shoeExtent(stream),
      sole: stream.uniform(0.6, 0.85),
      heelHeight,
      toeHeight: stream.uniform(0.2, 0.34),
      collar: stream.uniform(-0.06, 0.08),
      collarFront: stream.uniform(0, 0.3),
      collarHeight: stream.uniform(0.72, 1.3) + heelHeight * 0.3,
    };
    canvas.paint(upperOutline(shoe), cloth.shade);
    const soleTone = stream.float64() < 0.25 ? stream.uniform(0.7, 1) : stream.uniform(0.1, 0.5);
    canvas.paint(soleOutline(shoe, stream.uniform(0.08, 0.18)), () => soleTone);
    const top = shoe.sole - shoe.collarHeight;
    const dark = cloth.brightness * stream.uniform(0.2, 0.6);
    const detail = stream.float64();
    if (detail < 0.35) {
      canvas.paint(band(0.5, top + 0.1, 0.5, shoe.sole - heelHeight - 0.25, 0.06), () => dark, 0.8);
    } else if (detail < 0.65) {
      const v = top + shoe.collarHeight * 0.45;
      canvas.paint(band(shoe.collarFront, v, shoe.heel, v + 0.04, 0.09), () => dark, 0.8);
    } else if (detail < 0.85) {
      for (let lace = 0; lace < 4; lace++) {
        const v = top + 0.12 + lace * 0.14;
        canvas.paint(band(shoe.collarFront, v, shoe.collarFront + 0.22, v, 0.05), () => dark, 0.8);
      }
    }
  },
};
