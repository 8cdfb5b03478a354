import { WriteStream } from 'node:tty';
import { plainLook, type TerminalLook } from '../report/terminal/look.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command's text goes; `process.stdout` is one. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Node's answer, by FORCE_COLOR, NO_COLOR, TERM, COLORTERM and what it knows of terminals. */
function colorBitsOf(environment: Environment): TerminalLook['colorBits'] {
  const bits = WriteStream.prototype.getColorDepth.call(null, environment);
  return bits === 24 || bits === 8 || bits === 4 ? bits : 1;
}

/** Whether the terminal says that its ground is light: rxvt, Konsole and others set COLORFGBG to text;ground. */
function isLight({ COLORFGBG }: Environment): boolean {
  const ground = /(\d+)$/.exec(COLORFGBG ?? '')?.[1];
  return ground === '7' || ground === '15';
}

/**
 * What a stream can show. Without a terminal it is plain text, 80 columns wide, unless FORCE_COLOR asks for colours; in a
 * terminal NO_COLOR and TERM=dumb do without them.
 */
export function terminalLook(stream: TextStream, environment: Environment): TerminalLook {
  const isTerminal = stream.isTTY === true;
  const { FORCE_COLOR: forced } = environment;
  if (!isTerminal && forced === undefined) return plainLook;
  return {
    width: (isTerminal ? stream.columns : undefined) ?? plainLook.width,
    colorBits: colorBitsOf(environment),
    light: isLight(environment),
  };
}
