import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, LAUNCHER } from './run-cli.ts';

/** A command line of one file: says where it is, and does what its argument says. */
const program = (place: string): string => `
  export async function main([what]) {
    // Whoever waits for the first line may send a signal at once.
    const signalled = new Promise((done) => what === 'tidy' && process.once('SIGINT', done));
    const timer = setTimeout(() => {
      console.log('nobody came');
      process.exit(1);
    }, 60_000);
    console.log('${place} ' + what);
    if (what === 'wait') return await new Promise(() => {});
    if (what === 'tidy') await signalled;
    if (what === 'tidy') console.log('tidied');
    clearTimeout(timer);
    return { code: 7, tidy: 130 }[what] ?? 0;
  }`;

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-launcher-'));
  await mkdir(join(root, 'bin'));
  await copyFile(LAUNCHER, join(root, 'bin', 'atelier.js'));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function add(path: string, text: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}

async function addOwnNode(): Promise<void> {
  await mkdir(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
  await symlink(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'));
}

function start(node: 'old' | 'new', what: string): ChildProcessByStdio<null, Readable, Readable> {
  const flags = node === 'old' ? [withoutTypes()] : [];
  const args = [...flags, join(root, 'bin', 'atelier.js'), what];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What makes this Node one that cannot run TypeScript, as far as the launcher can tell. */
function withoutTypes(): string {
  const current = '--no-strip-types';
  return process.allowedNodeEnvironmentFlags.has(current) ? current : '--no-experimental-strip-types';
}

/** Waits until the process has written its first line. */
async function firstLine(child: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  await new Promise((done) => child.stdout.once('data', done));
}

describe('bin/atelier.js', () => {
  it('runs the sources of a checkout rather than what was once built from them', async () => {
    await add('src/cli/main.ts', program('source') + ' const typed: number = 1; void typed;');
    await add('dist/cli/main.js', program('built'));
    expect(await ended(start('new', 'code'))).toMatchObject({ code: 7, stdout: 'source code\n' });
  });

  it('runs what was built where there are no sources, on an old Node too', async () => {
    await add('dist/cli/main.js', program('built'));
    for (const node of ['old', 'new'] as const) {
      expect(await ended(start(node, 'x'))).toMatchObject({ code: 0, stdout: 'built x\n', stderr: '' });
    }
  });

  it('says that a Node is too old for what was built', async () => {
    await add('dist/cli/main.js', program('built'));
    for (const [version, isOld] of [
      ['20.19.0', true],
      ['22.12.9', true],
      ['22.13.0', false],
      ['25.0.0', false],
    ] as const) {
      const versions = `{ value: { ...process.versions, node: '${version}' } }`;
      const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', ${versions})`;
      const args = ['--import', pretend, join(root, 'bin', 'atelier.js'), 'x'];
      const { code, stdout, stderr } = await ended(
        spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }),
      );
      expect({ version, code, stdout }).toEqual({
        version,
        code: isOld ? 1 : 0,
        stdout: isOld ? '' : 'built x\n',
      });
      if (isOld)
        expect(stderr).toMatch(`error: this is Node ${version}; Atelier needs Node 22.13 or newer\nhint: `);
    }
  });

  it('says what to do on an old Node without the checkout’s own', async () => {
    await add('src/cli/main.ts', program('source'));
    const { code, stderr } = await ended(start('old', 'x'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: this is Node .*\nhint: Run "npm ci"/);
  });

  describe.skipIf(process.platform === 'win32')('on an old Node with the checkout’s own', () => {
    beforeEach(async () => {
      await add('src/cli/main.ts', program('source') + ' const typed: number = 1; void typed;');
      await addOwnNode();
    });

    it('hands over, arguments and exit code included', async () => {
      expect(await ended(start('old', 'code'))).toMatchObject({
        code: 7,
        stdout: 'source code\n',
        stderr: '',
      });
    });

    it('passes signals on and ends as the command ends', async () => {
      const tidy = start('old', 'tidy');
      const tidied = ended(tidy);
      await firstLine(tidy);
      tidy.kill('SIGINT');
      expect(await tidied).toMatchObject({ code: 130, stdout: 'source tidy\ntidied\n' });
      const wait = start('old', 'wait');
      const waited = ended(wait);
      await firstLine(wait);
      wait.kill('SIGTERM');
      expect(await waited).toMatchObject({ code: null, signal: 'SIGTERM' });
    });

    it('leaves no command behind when it is killed', async () => {
      const child = start('old', 'wait');
      const end = ended(child);
      await firstLine(child);
      child.kill('SIGKILL');
      // The pipe stays open as long as the command lives.
      expect((await end).stdout).toBe('source wait\n');
    });
  });
});
