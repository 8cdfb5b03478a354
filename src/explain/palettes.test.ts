import { describe, expect, it } from 'vitest';
import { heatColor, signedColor, type Rgb } from './palettes.ts';

/** Lightness of CIELAB, 0 to 100: another measure than the one that the palettes are made by. */
function lightness(color: Rgb): number {
  const [red, green, blue] = color.map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

describe('heatColor', () => {
  it('becomes lighter all the way, in even steps, from nearly black to nearly white', () => {
    const steps = Array.from({ length: 21 }, (_, step) => lightness(heatColor(step / 20)));
    expect(steps[0]).toBeLessThan(8);
    expect(steps[20]).toBeGreaterThan(92);
    for (let step = 1; step <= 20; step++) {
      const rise = steps[step]! - steps[step - 1]!;
      expect(rise).toBeGreaterThan(2);
      expect(rise).toBeLessThan(7);
    }
  });

  it('keeps to its ends beyond 0 and 1', () => {
    expect(heatColor(-1)).toEqual(heatColor(0));
    expect(heatColor(2)).toEqual(heatColor(1));
  });
});

describe('signedColor', () => {
  it('is almost white at 0, redder above and bluer below, and as dark on both sides', () => {
    expect(Math.min(...signedColor(128))).toBeGreaterThan(235);
    const [[red, , blueOfRed], [redOfBlue, , blue]] = [signedColor(255), signedColor(1)];
    expect(red - blueOfRed).toBeGreaterThan(100);
    expect(blue - redOfBlue).toBeGreaterThan(100);
    expect(Math.abs(lightness(signedColor(255)) - lightness(signedColor(1)))).toBeLessThan(6);
  });
});
