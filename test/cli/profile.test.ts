import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { ChromeTrace, TrainingProfile } from '../../src/index.ts';
import { atelier, ended, startAtelier } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'atelier-profile-test-'));
const QUICK = ['--batch-size', '8', '--steps', '3', '--threads', '1', '--offline'];

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a profile has left in a folder for temporary files; the runtime and Node have files of their own there. */
function leftIn(temporary: string): string[] {
  return readdirSync(temporary).filter((name) => name.startsWith('atelier'));
}

describe('atelier profile', () => {
  it('shows layers, operations, kernels and nodes in at most 100 columns', async () => {
    const { code, stdout } = await atelier(['profile', 'cnn', ...QUICK, '--top', '4']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^cnn: a step of 8 images, 1 thread, (blocked|plain) layout, 3 steps measured\n\nStep +[\d.]+ ms/,
    );
    expect(stdout).toMatch(/\nconv2d2 +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+% +[\d.]+ +[\d.]+%\n/);
    // Which operations take the most, and so have a row, is the machine's affair.
    expect(stdout).toMatch(
      /\nOperation +Phase .*\n─.*\n\w+ +(forward|backward|update) +\d+ +[\d.]+ +[\d.]+%/,
    );
    expect(stdout).toMatch(/\n… and \d+ more\n\nKernel +Nodes +Time +Share\n/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it.each(['auto', 'plain'])(
    'gives each node of a model with branches its layer, with layout %s, and nests the trace',
    async (layout) => {
      const temporary = mkdtempSync(join(folder, 'tmp-'));
      const trace = join(folder, `${layout}.json`);
      const args = ['profile', 'resnet8', ...QUICK, '--layout', layout, '--trace', trace, '--json'];
      const { code, stdout, stderr } = await atelier(args, { env: { TMPDIR: temporary } });
      expect(code).toBe(0);
      // On a slow machine there are lines of progress before.
      expect(stderr.endsWith(`wrote ${trace}\n`)).toBe(true);
      const profile = JSON.parse(stdout) as TrainingProfile & { name: string };
      expect(profile).toMatchObject({ name: 'resnet8', batchSize: 8, steps: 3, threads: 1 });
      // Every node is there for a layer, and all rows together are the step.
      expect(profile.nodes.filter(({ origin }) => origin === undefined)).toEqual([]);
      const sum = profile.layers.reduce((total, { durationMs }) => total + durationMs, 0);
      const work = profile.layers.reduce((total, { multiplyAdds }) => total + multiplyAdds, 0);
      expect(work).toBe(profile.multiplyAdds);
      expect(sum + profile.addedMs + profile.outsideMs).toBeCloseTo(profile.stepMs, 6);
      const inside = profile.layers.find(({ name }) => name === 'residual3')?.layers ?? [];
      const convolution = inside.find(({ name }) => name === 'residual3.conv2d2');
      for (const phase of ['forwardMs', 'backwardMs', 'updateMs'] as const)
        expect(convolution?.[phase]).toBeGreaterThan(0);
      expect(convolution?.multiplyAdds).toBe(8 * 3 * 7 * 7 * 64 * 64 * 9);
      expectNested(JSON.parse(readFileSync(trace, 'utf8')) as ChromeTrace, 3);
      expect(leftIn(temporary)).toEqual([]);
    },
  );

  // A process that is held up for longer than it may take to end is ended by the signal.
  it('ends on Ctrl-C with 130 and leaves nothing behind', { retry: 2 }, async () => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const args = ['profile', 'cnn', '--batch-size', '8', '--steps', '100000', '--offline'];
    const child = startAtelier(args, { env: { TMPDIR: temporary } });
    const end = ended(child);
    await vi.waitUntil(() => leftIn(temporary).length > 0, { timeout: 120_000 });
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr.endsWith('error: interrupted by SIGINT\n')).toBe(true);
    expect(leftIn(temporary)).toEqual([]);
  });

  it.each([
    [['nope'], /^error: there is no recipe "nope"/],
    [['cnn', '--steps', '0'], /^error: --steps must be a whole number, 1 or more; got "0"/],
    [['cnn', '--layout', 'best'], /^error: .*'best' is invalid/],
    [['cnn', '--input', '2x2'], /^error: cnn: model\.layers\[3\]: maxPool2d: a 2x2 window does not fit/],
  ])('answers %j with 2 and says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await atelier(['profile', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

/** Spans are either apart or one within the other, and those within are of the next level. */
function expectNested({ traceEvents }: ChromeTrace, steps: number): void {
  const levels = ['step', 'phase', 'layer', 'operation', 'kernel'];
  const open: { readonly end: number; readonly level: number }[] = [];
  const spans = traceEvents.filter(({ ph }) => ph === 'X');
  expect(spans.filter(({ cat }) => cat === 'step')).toHaveLength(steps);
  for (const { cat, ts, dur } of spans) {
    const [start, end] = [ts!, ts! + dur!];
    while (open.length > 0 && open.at(-1)!.end <= start && levels.indexOf(cat!) <= open.at(-1)!.level)
      open.pop();
    expect(levels.indexOf(cat!)).toBe(open.length);
    if (open.length > 0) expect(end).toBeLessThanOrEqual(open.at(-1)!.end);
    open.push({ end, level: levels.indexOf(cat!) });
  }
}
