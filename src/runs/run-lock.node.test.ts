import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockRun } from './run-lock.node.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('lockRun', () => {
  it('lets one in at a time', async () => {
    const lock = await lockRun(folder);
    await expect(lockRun(folder)).rejects.toThrow(/in use by process \d+ \(this process\)/);
    await lock.release();
    await lock.release();
    const again = await lockRun(folder);
    await lock.release();
    await expect(lockRun(folder)).rejects.toMatchObject({ code: 'storage' });
    await again.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a dead process by exactly one of several', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => dead.once('exit', done));
    await writeFile(join(folder, 'owner.lock'), JSON.stringify({ pid: dead.pid, hostname: hostname() }));
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'storage' });
    }
    expect(await readdir(folder)).toEqual(['owner.lock']);
  });

  it('is not taken from another machine, nor where it cannot be read', async () => {
    await writeFile(join(folder, 'owner.lock'), JSON.stringify({ pid: 1, hostname: `${hostname()}-other` }));
    await expect(lockRun(folder)).rejects.toThrow(/process 1 on .*-other/);
    await writeFile(join(folder, 'owner.lock'), 'what');
    await expect(lockRun(folder)).rejects.toThrow(/says nothing sensible/);
    await expect(lockRun(join(folder, 'none'))).rejects.toThrow(/cannot lock .*no such file/);
  });
});
