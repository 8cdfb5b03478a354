import { describe, expect, it } from 'vitest';
import { indexOf16, indexOf256 } from './color.ts';
import { paint } from './paint.ts';

const style = { color: [215, 95, 0], ground: [0, 0, 0], bold: true } as const;

describe('paint', () => {
  it.each([
    [24, '\u001b[1;38;2;215;95;0;48;2;0;0;0mx\u001b[0m'],
    [8, '\u001b[1;38;5;166;48;5;16mx\u001b[0m'],
    [4, '\u001b[1;31;40mx\u001b[0m'],
    [1, 'x'],
  ] as const)('with %i bits of colour', (colorBits, text) => {
    expect(paint('x', style, { width: 80, colorBits, light: false })).toBe(text);
  });

  it('writes nothing around an empty text or for no style', () => {
    const look = { width: 80, colorBits: 24, light: false } as const;
    expect(paint('', style, look)).toBe('');
    expect(paint('x', {}, look)).toBe('x');
  });
});

describe('the nearest colour', () => {
  it.each([
    [[255, 255, 255], 231, 15],
    [[128, 128, 128], 244, 8],
    [[0, 0, 238], 21, 12],
    [[95, 135, 175], 67, 8],
    [[205, 0, 0], 160, 1],
  ] as const)('of %j is %i of 256 and %i of 16', (color, of256, of16) => {
    expect([indexOf256(color), indexOf16(color)]).toEqual([of256, of16]);
  });
});
