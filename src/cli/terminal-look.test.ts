import { describe, expect, it } from 'vitest';
import { plainLook } from '../report/terminal/look.ts';
import { terminalLook } from './terminal-look.ts';

const terminal = { isTTY: true, columns: 132 };

describe('terminalLook', () => {
  it.each([
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 24],
    [{ TERM: 'xterm-256color' }, 8],
    [{ TERM: 'xterm' }, 4],
    [{ TERM: 'dumb' }, 1],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 1],
    [{ TERM: 'dumb', FORCE_COLOR: '2' }, 8],
  ])('in a terminal with %j has %i bits of colour', (environment, colorBits) => {
    expect(terminalLook(terminal, environment)).toEqual({ width: 132, colorBits, light: false });
  });

  it('is plain without a terminal, unless colours are forced', () => {
    expect(terminalLook({}, { TERM: 'xterm-256color', COLORTERM: 'truecolor' })).toEqual(plainLook);
    expect(terminalLook({}, { FORCE_COLOR: '3' })).toEqual({ width: 80, colorBits: 24, light: false });
    expect(terminalLook({}, { FORCE_COLOR: '0' })).toEqual(plainLook);
  });

  it.each([
    ['0;15', true],
    ['0;default;15', true],
    ['15;0', false],
    ['', false],
  ])('reads COLORFGBG %j', (COLORFGBG, light) => {
    expect(terminalLook(terminal, { COLORFGBG }).light).toBe(light);
  });
});
