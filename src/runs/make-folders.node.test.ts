import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolders } from './make-folders.node.ts';

describe('makeFolders', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'atelier-folders-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('makes what is missing, and keeps what is there', async () => {
    const path = join(root, 'a', 'b', 'c');
    await makeFolders(path);
    await makeFolders(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('fails below a file', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(makeFolders(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolders(join(root, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('ends where no folder can be made', async () => {
    await expect(makeFolders('/proc/nothing/here')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
