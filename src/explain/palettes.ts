/** A colour as bytes. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour of the Oklab space by lightness 0 to 1, chroma, and hue in degrees; sRGB from 0 to 1, or beyond. */
function oklch(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  const encode = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
  return linear.map(encode) as [number, number, number];
}

/** A channel from 0 to 1 as a byte; what lies beyond is cut off. */
function toByte(channel: number): number {
  return Math.round(255 * Math.min(Math.max(channel, 0), 1));
}

/** The colour with its lightness and hue, as colourful as asked for or as sRGB can show it. */
function displayable(lightness: number, chroma: number, hue: number): Rgb {
  for (let strength = chroma; ; strength -= 0.002) {
    const color = oklch(lightness, Math.max(strength, 0), hue);
    if (strength > 0 && color.some((channel) => channel < 0 || channel > 1)) continue;
    const [red, green, blue] = color;
    return [toByte(red), toByte(green), toByte(blue)];
  }
}

const STEPS = 256;

const heat = Array.from({ length: STEPS }, (_, step): Rgb => {
  const value = step / (STEPS - 1);
  // From a dark violet by red and orange to a pale yellow, on the short way around the hues.
  return displayable(
    0.16 + 0.8 * value,
    0.06 + 0.16 * Math.sin(Math.PI * Math.min(1, 0.15 + 0.8 * value)),
    290 + 175 * value,
  );
});

const signed = Array.from({ length: STEPS }, (_, step): Rgb => {
  const value = (step - 128) / 127;
  const strength = Math.min(1, Math.abs(value));
  return displayable(0.97 - 0.5 * strength, 0.17 * strength, value < 0 ? 255 : 35);
});

/**
 * A colour for a value from 0 to 1, the lighter the higher: equal steps of the value are equal steps of lightness (Oklab,
 * Ottosson 2020), so that it reads the same without colours and with colour-blind eyes.
 */
export function heatColor(value: number): Rgb {
  return heat[Math.round(Math.min(Math.max(value, 0), 1) * (STEPS - 1))]!;
}

/** A colour for a byte around 128: white there, red above and blue below, the darker the further away. */
export function signedColor(byte: number): Rgb {
  return signed[byte]!;
}
