import { stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { DataError, OptionError, StorageError } from '../core/errors.ts';

export interface ImageFileOptions {
  /** The shape that the model takes; 1 channel means grey, 3 means red, green, blue. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /**
   * Whether to exchange light and dark: `no` (unless given) only reports a light background, `auto` inverts where the
   * background is light. Fashion-MNIST and its siblings are light on black.
   */
  readonly invert?: 'auto' | 'yes' | 'no' | undefined;
}

export interface PreparedImage {
  /** height × width × channels bytes, row by row, channels last. */
  readonly pixels: Uint8Array;
  /** What was done, in order, a sentence each. */
  readonly steps: readonly string[];
  /** Whether the image as given, before any inversion, is lighter than mid-grey along its border. */
  readonly lightBackground: boolean;
}

const MAX_FILE_BYTES = 64 * 2 ** 20;
const MAX_INPUT_PIXELS = 64_000_000;
const MAX_SIDE = 4096;
const FORMATS: Readonly<Record<string, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' };

interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

async function checkFile(path: string): Promise<void> {
  let size: number;
  try {
    const entry = await stat(path);
    if (!entry.isFile()) throw new Error('it is not a file');
    size = entry.size;
  } catch (error) {
    throw new StorageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      value: path,
      expected: 'a PNG, JPEG or WebP file',
      hint: 'Check the path.',
      cause: error,
    });
  }
  if (size <= MAX_FILE_BYTES) return;
  throw new DataError(`${path}: ${size} bytes are too many for an image`, {
    value: size,
    expected: `at most ${MAX_FILE_BYTES} bytes`,
    hint: 'Save the image smaller.',
  });
}

/** Runs a step of decoding; its failure names the file. */
async function decoding<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(
      `${path}: not an image that can be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        value: path,
        expected: `a whole PNG, JPEG or WebP file of at most ${MAX_INPUT_PIXELS} pixels`,
        hint: 'Open it in an image program and save it as PNG.',
        cause: error,
      },
    );
  }
}

/** The name of a format that is accepted. */
function checkFormat(path: string, format: string): string {
  const name = FORMATS[format];
  if (name !== undefined) return name;
  throw new DataError(`${path}: ${format} images are not accepted`, {
    value: format,
    expected: 'PNG, JPEG or WebP',
    hint: 'Save the image as PNG.',
  });
}

/** Values up to this one are black to the eye. */
const DARK = 31;

async function decode(path: string, channels: number, steps: string[]): Promise<Pixels> {
  // Warnings are let pass: photographs with odd metadata are still photographs; truncated files are errors.
  const image = sharp(path, { limitInputPixels: MAX_INPUT_PIXELS, failOn: 'truncated', autoOrient: true });
  const { format, width, height, hasAlpha, orientation } = await image.metadata();
  const formatName = checkFormat(path, format);
  steps.push(`Read a ${formatName} image of ${width} × ${height} pixels.`);
  if (orientation !== undefined && orientation > 1) steps.push('Turned it upright, as its camera noted.');
  const grey = channels === 1;
  const on = (background: string) => pixelsOf(image.clone().flatten({ background }), grey);
  let pixels = await (hasAlpha ? on('#000000') : pixelsOf(image, grey));
  if (hasAlpha) {
    let step = 'Put it on black where it is transparent.';
    if (pixels.data.every((value) => value <= DARK)) {
      const onWhite = await on('#ffffff');
      if (onWhite.data.some((value) => value < 255 - DARK)) {
        pixels = onWhite;
        step = 'Put it on white where it is transparent: nothing of it would be seen on black.';
      }
    }
    steps.push(step);
  }
  if (grey) steps.push('Made it grey.');
  return pixels;
}

/** Pixels as sRGB of 8 bits, whatever the number of bits and the kind of colour in the file. */
async function pixelsOf(image: Sharp, grey: boolean): Promise<Pixels> {
  const pipeline = grey ? image.greyscale() : image;
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** What a picture's header says. */
export interface ImageFileFacts {
  /** In pixels, once the picture is upright. */
  readonly height: number;
  readonly width: number;
  readonly coloured: boolean;
}

/**
 * Reads a picture's header alone.
 *
 * @throws StorageError, DataError as {@link readImageFile}
 */
export async function imageFileFacts(path: string): Promise<ImageFileFacts> {
  await checkFile(path);
  return decoding(path, async () => {
    const metadata = await sharp(path, { limitInputPixels: MAX_INPUT_PIXELS }).metadata();
    checkFormat(path, metadata.format);
    const { autoOrient, channels, hasAlpha } = metadata;
    return {
      height: autoOrient.height,
      width: autoOrient.width,
      coloured: channels - (hasAlpha ? 1 : 0) > 1,
    };
  });
}

/** The mean of each channel over the outermost pixels. */
function borderMeans({ data, width, height, channels }: Pixels): number[] {
  const sums = new Array<number>(channels).fill(0);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      for (let channel = 0; channel < channels; channel++)
        sums[channel]! += data[(y * width + x) * channels + channel]!;
      count++;
    }
  }
  return sums.map((sum) => sum / count);
}

function checkShape([height, width, channels]: ImageFileOptions['shape']): void {
  const sides = [height, width].every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE);
  if (sides && (channels === 1 || channels === 3)) return;
  throw new OptionError(`cannot prepare images of shape [${height},${width},${channels}]`, {
    value: [height, width, channels],
    expected: `sides of 1 to ${MAX_SIDE} pixels, 1 or 3 channels`,
    hint: 'Use the input shape of the model.',
  });
}

/** Scales to fit, keeping the proportions, and fills the rest with the colour of the border. */
async function fit(
  pixels: Pixels,
  { shape }: ImageFileOptions,
  border: number[],
  steps: string[],
): Promise<Uint8Array> {
  const [height, width, channels] = shape;
  if (pixels.height === height && pixels.width === width && pixels.channels === channels) return pixels.data;
  const [red, green, blue] = border.map(Math.round);
  const scale = Math.min(width / pixels.width, height / pixels.height);
  const factor = Number(scale.toPrecision(3));
  if (factor !== 1)
    steps.push(`Scaled it by ${factor} to fit ${width} × ${height}, keeping its proportions.`);
  if (pixels.width * height !== pixels.height * width)
    steps.push('Filled the rest with the colour of its border.');
  return sharp(pixels.data, {
    raw: { width: pixels.width, height: pixels.height, channels: pixels.channels as 1 | 3 },
  })
    .resize({
      width,
      height,
      fit: 'contain',
      background: { r: red!, g: green ?? red!, b: blue ?? red! },
    })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

/**
 * Reads an image file as a model takes it: decoded, on black where transparent (on white where that would hide it),
 * grey if the model is, inverted if asked, scaled to fit with its proportions kept.
 *
 * @throws StorageError for a path that cannot be read
 * @throws DataError for a file that is no whole PNG, JPEG or WebP image, or is too large
 * @throws OptionError for a shape with other than 1 or 3 channels
 */
export async function readImageFile(path: string, options: ImageFileOptions): Promise<PreparedImage> {
  const { invert = 'no', shape } = options;
  checkShape(shape);
  await checkFile(path);
  const steps: string[] = [];
  const pixels = await decoding(path, () => decode(path, shape[2], steps));
  let border = borderMeans(pixels);
  const brightness = border.reduce((sum, value) => sum + value, 0) / border.length / 255;
  const lightBackground = brightness > 0.5;
  const measured = `its border has a brightness of ${brightness.toFixed(2)} of 1`;
  if (invert === 'yes' || (invert === 'auto' && lightBackground)) {
    for (let at = 0; at < pixels.data.length; at++) pixels.data[at] = 255 - pixels.data[at]!;
    border = border.map((value) => 255 - value);
    steps.push(
      invert === 'yes' ? 'Exchanged light and dark, as asked.' : `Exchanged light and dark: ${measured}.`,
    );
  } else if (lightBackground) {
    steps.push(
      `Left light and dark as they are, though ${measured}; ` +
        'a model trained on light objects before black may need them exchanged.',
    );
  }
  const prepared = await decoding(path, () => fit(pixels, options, border, steps));
  return { pixels: prepared, steps, lightBackground };
}
