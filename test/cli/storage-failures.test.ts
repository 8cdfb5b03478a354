import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, LAUNCHER, startAtelier } from './run-cli.ts';
import { putSmallSet, smallRecipe } from './small-training.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-storage-'));
  await putSmallSet(join(root, 'corners'));
  await writeFile(join(root, 'long.json'), JSON.stringify(smallRecipe({ epochs: 500 })));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const args = ['train', 'long.json', '--data', 'corners', '--threads', '1'];

/** Runs a command where it may mount file systems that nobody else sees. */
const [namespace, ...namespaceArgs] = ['unshare', '-rm', 'sh', '-c'] as const;

/** Whether this user may mount a file system of his own, which a full disk is made with. */
const canMount =
  process.platform === 'linux' &&
  spawnSync(namespace, [...namespaceArgs, 'mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0;

describe('a run that cannot be kept', () => {
  it('ends with 1 and says why where its folder was deleted', async () => {
    const child = startAtelier(args, { cwd: root });
    const end = ended(child);
    let folder = '';
    while (!existsSync(join(folder, 'history.jsonl'))) {
      const names = await readdir(join(root, 'runs')).catch(() => []);
      folder = join(root, 'runs', names[0] ?? 'none yet');
      await sleep(5);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    const { code, stdout, stderr } = await end;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /\nerror: cannot \w+( to)? runs\/\S+: no such file or folder\nhint: Check the path: .* was deleted/,
    );
    expect(stderr).not.toContain('    at ');
    expect(existsSync(folder)).toBe(false);
  });

  it.skipIf(!canMount)('ends with 1 and says why where the disk is full', async () => {
    await mkdir(join(root, 'runs'));
    const command = `mount -t tmpfs -o size=96k tmpfs runs && exec "$@"`;
    const child = spawn(namespace, [...namespaceArgs, command, 'sh', process.execPath, LAUNCHER, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, stdout, stderr } = await ended(child);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /\nerror: cannot write runs\/\S+: the disk is full\nhint: Free some space and try again/,
    );
    expect(stderr).not.toContain('    at ');
  });
});

describe('a result that cannot be printed', () => {
  it.skipIf(!existsSync('/dev/full')).each([
    ['schema', []],
    ['runs', ['--json']],
    ['help', []],
  ])('ends %s with 1 and says why', async (command, options) => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [LAUNCHER, command, ...options], {
      cwd: root,
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: cannot write standard output: the disk is full\n/) as string,
    });
  });
});
