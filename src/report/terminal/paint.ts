import { indexOf16, indexOf256, type Rgb } from './color.ts';
import type { TerminalLook } from './look.ts';

/** How a text looks. */
export interface TextStyle {
  readonly color?: Rgb;
  /** The colour behind it. */
  readonly ground?: Rgb;
  readonly bold?: boolean;
  readonly faint?: boolean;
}

const ESCAPE = '\u001b[';

function colorCode(color: Rgb, ground: boolean, bits: 4 | 8 | 24): string {
  if (bits === 24) return `${ground ? 48 : 38};2;${color.join(';')}`;
  if (bits === 8) return `${ground ? 48 : 38};5;${indexOf256(color)}`;
  const index = indexOf16(color);
  return String((index < 8 ? 30 + index : 90 + index - 8) + (ground ? 10 : 0));
}

/**
 * A text with the escape codes of a style around it (ECMA-48 SGR), in the colours that the terminal has; the text alone
 * where it has none. The text itself must hold no control characters.
 */
export function paint(text: string, style: TextStyle, { colorBits }: TerminalLook): string {
  if (colorBits === 1 || text === '') return text;
  const codes = [
    ...(style.bold === true ? ['1'] : []),
    ...(style.faint === true ? ['2'] : []),
    ...(style.color === undefined ? [] : [colorCode(style.color, false, colorBits)]),
    ...(style.ground === undefined ? [] : [colorCode(style.ground, true, colorBits)]),
  ];
  return codes.length === 0 ? text : `${ESCAPE}${codes.join(';')}m${text}${ESCAPE}0m`;
}
