import { elementCount } from '../core/shape.ts';
import { heatColor, type Rgb } from './palettes.ts';

/** The colour of an image's pixel; grey where it has fewer than three channels. */
export function pixelColor(image: Uint8Array, pixel: number, channels: number): Rgb {
  const at = pixel * channels;
  return channels < 3 ? [image[at]!, image[at]!, image[at]!] : [image[at]!, image[at + 1]!, image[at + 2]!];
}

/** The colour of heat from 0 to 1, a little darker where the image is, over the image without its colours. */
export function overlaid([red, green, blue]: Rgb, heat: number): Rgb {
  const grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const share = 0.3 + 0.6 * heat;
  const blend = (channel: number): number =>
    Math.round((1 - share) * 0.85 * grey + share * channel * (0.85 + (0.15 * grey) / 255));
  const [hotRed, hotGreen, hotBlue] = heatColor(heat);
  return [blend(hotRed), blend(hotGreen), blend(hotBlue)];
}

/**
 * Images with the heat of maps over them, as bytes [count, height, width, 3], for pages and other pictures.
 *
 * @param images bytes [count, height, width, channels]
 * @param maps [count, height, width], 255 for the most heat, as `explainRun` gives them
 *
 * @example overlayImages(images, explanation.maps.values, data.imageShape)
 */
export function overlayImages(
  images: Uint8Array,
  maps: Uint8Array,
  imageShape: readonly [height: number, width: number, channels: number],
): Uint8Array {
  const [height, width, channels] = imageShape;
  const result = new Uint8Array((images.length / elementCount(imageShape)) * height * width * 3);
  maps.forEach((heat, pixel) => {
    result.set(overlaid(pixelColor(images, pixel, channels), heat / 255), pixel * 3);
  });
  return result;
}
