import { describe, expect, it } from 'vitest';
import { filePalettes } from './palette.ts';

type Rgb = readonly [number, number, number];

/** Linear light, from 0 to 1. */
function linear(color: string): Rgb {
  const channel = (at: number): number => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance(color: string): number {
  const [r, g, b] = linear(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, from 1 to 21. */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1, for linear light. */
const DEFICIENCIES = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** CIE 1976 L*a*b* with the white of sRGB, as somebody with the deficiency sees it. */
function lab(color: string, matrix: readonly number[]): Rgb {
  const [r, g, b] = linear(color);
  const seen = [0, 3, 6].map((row) =>
    Math.min(1, Math.max(0, matrix[row]! * r + matrix[row + 1]! * g + matrix[row + 2]! * b)),
  );
  const xyz = [
    (0.4124 * seen[0]! + 0.3576 * seen[1]! + 0.1805 * seen[2]!) / 0.9505,
    0.2126 * seen[0]! + 0.7152 * seen[1]! + 0.0722 * seen[2]!,
    (0.0193 * seen[0]! + 0.1192 * seen[1]! + 0.9505 * seen[2]!) / 1.089,
  ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
  return [116 * xyz[1]! - 16, 500 * (xyz[0]! - xyz[1]!), 200 * (xyz[1]! - xyz[2]!)];
}

function difference(a: string, b: string, matrix: readonly number[]): number {
  const [one, other] = [lab(a, matrix), lab(b, matrix)];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

describe.each(Object.entries(filePalettes))('the %s palette', (_theme, palette) => {
  it('can be read: text at 4.5 to 1, lines and marks at 3 to 1', () => {
    for (const color of [palette.text, palette.muted]) {
      expect(contrast(color, palette.ground), color).toBeGreaterThanOrEqual(4.5);
    }
    for (const color of palette.series) {
      expect(contrast(color, palette.ground), color).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.entries(DEFICIENCIES))('tells runs apart with %s', (_name, matrix) => {
    const { series } = palette;
    const least = Math.min(
      ...series.flatMap((a, at) => series.slice(at + 1).map((b) => difference(a, b, matrix))),
    );
    expect(least).toBeGreaterThan(12);
  });
});
