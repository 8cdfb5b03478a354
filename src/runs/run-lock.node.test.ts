import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockRun } from './run-lock.node.ts';

const MODULE = new URL('./run-lock.node.ts', import.meta.url).href;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Starts processes that all try to lock at one moment and hold on; resolves to what each of them said. */
async function contend(contenders: number): Promise<string[]> {
  const at = Date.now() + 1500;
  const script = `
    const { lockRun } = await import(${JSON.stringify(MODULE)});
    while (Date.now() < ${at});
    try { await lockRun(${JSON.stringify(folder)}); console.log('owner'); }
    catch (error) { console.log(error.code + ': ' + error.message); }
    setTimeout(() => {}, 1500);`;
  const said = Array.from({ length: contenders }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return new Promise<string>((resolve) => child.once('close', () => { resolve(text.trim()); }));
  });
  return await Promise.all(said);
}

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
    const said = await contend(4);
    expect(said.filter((text) => text === 'owner')).toHaveLength(1);
    expect(said.filter((text) => text.startsWith('storage: '))).toHaveLength(3);
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
