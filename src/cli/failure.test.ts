import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InternalError, StorageError } from '../core/errors.ts';
import { reportFailure } from './failure.ts';
import { Interrupted } from './interrupt.ts';

let out = '';
let err = '';
beforeEach(() => {
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('reportFailure', () => {
  it('prints message, expectation and hint of an error of ours, without a stack', () => {
    const error = new StorageError('cannot read x\u001b[2J', { expected: 'a run', hint: 'Look elsewhere.' });
    expect(reportFailure(error, false)).toBe(1);
    expect({ out, err }).toEqual({
      out: '',
      err: 'error: cannot read x [2J\nexpected: a run\nhint: Look elsewhere.\n',
    });
  });

  it('gives one JSON document, whatever the value is', () => {
    const circular: unknown[] = [1n];
    circular.push(circular);
    expect(reportFailure(new StorageError('no', { value: circular }), true)).toBe(1);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'storage', message: 'no', value: expect.any(String) as string },
    });
    expect(err).toBe('');
  });

  it.each([new TypeError('x is undefined'), new InternalError('an invariant does not hold')])(
    'prints the stack of a defect and asks to report it',
    (error) => {
      expect(reportFailure(error, false)).toBe(70);
      expect(err).toContain(error.message);
      expect(err).toMatch(/\n {4}at [^]*\nThis is a defect of Atelier\. Please report it /);
      expect(reportFailure(error, true)).toBe(70);
      expect(JSON.parse(out)).toEqual({ error: { code: 'defect', message: error.message } });
    },
  );

  it('answers an interruption with 130', () => {
    expect(reportFailure(new Interrupted('SIGINT'), false)).toBe(130);
    expect(err).toBe('error: interrupted by SIGINT\n');
  });

  it('takes what is no error for a defect', () => {
    expect(reportFailure('oops', false)).toBe(70);
  });
});

describe.skipIf(process.platform === 'win32')('interruptSignal', () => {
  /** Sends itself signals at instants of a clock of its own. */
  const script = (atMs: readonly number[]): string => `
    import { once } from 'node:events';
    const { interruptSignal } = await import(${JSON.stringify(new URL('./interrupt.ts', import.meta.url).href)});
    const signal = interruptSignal();
    signal.addEventListener('abort', () => console.log(signal.reason.message));
    setTimeout(() => process.exit(6), 120_000);
    for (const ms of ${JSON.stringify(atMs)}) {
      performance.now = () => ms;
      const handled = once(process, 'SIGINT');
      process.kill(process.pid, 'SIGINT');
      await handled;
    }
    process.exit(5);`;

  async function interrupted(
    atMs: readonly number[],
  ): Promise<{ code: number | null; signal: string | null; text: string }> {
    vi.restoreAllMocks();
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(atMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const closed = new Promise<{ code: number | null; signal: string | null }>((done) =>
      child.once('close', (code, signal) => {
        done({ code, signal });
      }),
    );
    return { ...(await closed), text };
  }

  it('aborts once for a Ctrl-C that arrives twice, and leaves the rest to the command', async () => {
    expect(await interrupted([1000, 1020])).toEqual({
      code: 5,
      signal: null,
      text: 'interrupted by SIGINT\n',
    });
  });

  it('ends at once, by the signal itself, at a second Ctrl-C', async () => {
    expect(await interrupted([1000, 1500])).toMatchObject({ code: null, signal: 'SIGINT' });
  });
});
