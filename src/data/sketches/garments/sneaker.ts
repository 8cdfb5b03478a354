import { fabric } from '../fabric.ts';
import { band } from '../outline.ts';
import type { Garment } from './garment.ts';
import { shoeExtent, soleOutline, upperOutline } from './shoe.ts';

export const sneaker: Garment = {
  name: 'Sneaker',
  draw(canvas, stream) {
    const cloth = fabric(stream);
    const isHigh = stream.float64() < 0.15;
    const shoe = {
      ...shoeExtent(stream),
      sole: stream.uniform(0.3, 0.5),
      heelHeight: 0,
      toeHeight: stream.uniform(0.16, 0.3),
      collar: stream.uniform(-0.02, 0.14),
      collarFront: stream.uniform(0, 0.35),
      collarHeight: isHigh ? stream.uniform(0.6, 0.85) : stream.uniform(0.38, 0.58),
    };
    const thickness = stream.uniform(0.1, 0.22);
    canvas.paint(upperOutline(shoe), cloth.shade);
    const soleTone = stream.float64() < 0.6 ? stream.uniform(0.8, 1) : stream.uniform(0.15, 0.6);
    canvas.paint(soleOutline(shoe, thickness), () => soleTone);
    const base = shoe.sole - shoe.toeHeight;
    const accent = stream.float64() < 0.5 ? 1 : cloth.brightness * 0.4;
    if (stream.float64() < 0.75) {
      const laces = 3;
      for (let lace = 0; lace < laces; lace++) {
        const u = -0.45 + (lace / laces) * (shoe.collarFront + 0.45);
        const v = base - 0.1 - (lace / laces) * (shoe.collarHeight - shoe.toeHeight) * 0.8;
        canvas.paint(band(u, v, u + 0.14, v + 0.16, 0.06), () => accent, 0.7);
      }
    }
    if (stream.float64() < 0.6) {
      const lean = stream.uniform(-0.2, 0.3);
      for (let stripe = 0; stripe < 1 + stream.integer(3); stripe++) {
        const u = 0.1 + stripe * 0.17;
        canvas.paint(band(u, shoe.sole - 0.12, u + lean, base - 0.08, 0.07), () => accent, 0.7);
      }
    }
  },
};
