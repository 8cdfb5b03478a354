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
  const script = `
    const { interruptSignal } = await import(${JSON.stringify(new URL('./interrupt.ts', import.meta.url).href)});
    const signal = interruptSignal();
    signal.addEventListener('abort', () => console.log(signal.reason.message));
    setTimeout(() => process.exit(5), 1500);
    console.log('ready');`;

  async function interrupted(
    pausesMs: readonly number[],
  ): Promise<{ code: number | null; signal: string | null; text: string }> {
    vi.restoreAllMocks();
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const closed = new Promise<{ code: number | null; signal: string | null }>((done) =>
      child.once('close', (code, signal) => {
        done({ code, signal });
      }),
    );
    await new Promise((done) => child.stdout.once('data', done));
    for (const pauseMs of pausesMs) {
      await new Promise((done) => setTimeout(done, pauseMs));
      child.kill('SIGINT');
    }
    return { ...(await closed), text };
  }

  it('aborts once for a Ctrl-C that arrives twice, and leaves the rest to the command', async () => {
    expect(await interrupted([0, 20])).toEqual({
      code: 5,
      signal: null,
      text: 'ready\ninterrupted by SIGINT\n',
    });
  });

  it('ends at once, by the signal itself, at a second Ctrl-C', async () => {
    expect(await interrupted([0, 500])).toMatchObject({ code: null, signal: 'SIGINT' });
  });
});
