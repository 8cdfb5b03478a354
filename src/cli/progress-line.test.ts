import { describe, expect, it } from 'vitest';
import { ProgressLine, progressWanted } from './progress-line.ts';

function start(
  isTTY: boolean,
  wanted = true,
): { line: ProgressLine; written: () => string; wait: (ms: number) => void } {
  let text = '';
  let time = 0;
  const stream = { isTTY, columns: 10, writable: true, write: (part: string) => (text += part) };
  const line = new ProgressLine(stream, () => time, wanted);
  return { line, written: () => text, wait: (ms) => (time += ms) };
}

describe('ProgressLine', () => {
  it('draws one line over in a terminal, at most ten times a second, cut to its width', () => {
    const { line, written, wait } = start(true);
    line.update('one');
    line.update('two');
    wait(100);
    line.update('three 456789');
    expect(written()).toBe('\r\u001b[2Kone\r\u001b[2Kthree 456');
  });

  it('keeps notes above the line and clears it at the end', () => {
    const { line, written } = start(true);
    line.update('a');
    line.note('epoch 1');
    line.done();
    expect(written()).toBe('\r\u001b[2Ka\r\u001b[2Kepoch 1\n\r\u001b[2Ka\r\u001b[2K');
  });

  it('writes plain lines, rarely, where there is no terminal', () => {
    const { line, written, wait } = start(false);
    line.update('one');
    wait(10_000);
    line.update('two\u001b[2K');
    line.update('three');
    line.note('epoch 1');
    line.done();
    expect(written()).toBe('two [2K\nepoch 1\n');
  });

  it.each([true, false])('keeps only notes where progress is not wanted (terminal: %s)', (isTTY) => {
    const { line, written, wait } = start(isTTY, false);
    line.update('one');
    wait(10_000);
    line.update('two');
    line.note('epoch 1');
    line.done();
    expect(written()).toBe('epoch 1\n');
  });
});

describe('progressWanted', () => {
  it('goes by ATELIER_PROGRESS, and refuses what it does not know', () => {
    expect([{}, { ATELIER_PROGRESS: '' }, { ATELIER_PROGRESS: 'auto' }].map(progressWanted)).toEqual([
      true,
      true,
      true,
    ]);
    expect(progressWanted({ ATELIER_PROGRESS: 'never' })).toBe(false);
    expect(() => progressWanted({ ATELIER_PROGRESS: 'off' })).toThrow(
      'ATELIER_PROGRESS: expected "auto" or "never", got "off"',
    );
  });
});
