import { ankleBoot } from './garments/ankle-boot.ts';
import { bag } from './garments/bag.ts';
import { coat } from './garments/coat.ts';
import { dress } from './garments/dress.ts';
import type { Garment } from './garments/garment.ts';
import { pullover } from './garments/pullover.ts';
import { sandal } from './garments/sandal.ts';
import { shirt } from './garments/shirt.ts';
import { sneaker } from './garments/sneaker.ts';
import { tShirt } from './garments/t-shirt.ts';
import { trouser } from './garments/trouser.ts';

/** Every kind of garment that is drawn, in label order: that of Fashion-MNIST. */
export const GARMENTS: readonly Garment[] = [
  tShirt,
  trouser,
  pullover,
  dress,
  coat,
  sandal,
  shirt,
  sneaker,
  bag,
  ankleBoot,
];
