import { spawn } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atomicWriteFile } from './atomic-write.node.ts';
import { currentProcess, isAlive } from './process-identity.node.ts';
import type { EpochRecord } from './record.ts';
import { resolveRun } from './resolve-run.node.ts';
import { appendHistory, createRun, listRuns, readRun, rewriteHistory, writeRecord } from './store.node.ts';
import type { RunDraft } from './store.node.ts';

const draft: RunDraft = {
  name: 'cnn',
  status: 'running',
  process: currentProcess(),
  recipe: { epochs: 3 },
  seed: 7,
  versions: { atelier: '0.1.0', node: '24.0.0', onnxruntime: '1.30.0' },
  machine: { platform: 'linux', arch: 'x64', cpu: 'Test', cores: 2, memoryBytes: 2 ** 33 },
  threads: 2,
  layout: 'plain',
  data: {
    name: 'toy',
    title: 'Toy',
    digest: 'ab',
    origin: 'built in',
    imageShape: [2, 2, 1],
    classNames: ['a', 'b'],
    trainCount: 8,
    validationCount: 2,
    testCount: 4,
  },
  parameters: 10,
};
const noon = new Date(2026, 10, 21, 5, 34);

function epoch(number: number): EpochRecord {
  const train = { loss: 0.7, accuracy: 0.6 };
  return { epoch: number, step: 10 * number, learningRate: 0.001, durationMs: 12, train, best: true };
}

/** The number of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((done) => child.once('exit', done));
  return child.pid!;
}

let runsDir = '';
beforeEach(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'atelier-runs-'));
});
afterEach(async () => {
  await rm(runsDir, { recursive: true, force: true });
});

describe('createRun', () => {
  it('names runs after local time and name, and tells runs of one minute apart', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => createRun(runsDir, draft, noon)));
    const ids = runs.map((run) => run.id).sort();
    expect(ids).toEqual(['2026-11-21-0534-cnn', '2026-11-21-0534-cnn-2', '2026-11-21-0534-cnn-3']);
    expect((await readRun(join(runsDir, ids[1]!))).record).toMatchObject({ format: 1, id: ids[1], seed: 7 });
  });

  it.each(['', '../x', 'a/b', 'A', 'a b', '.a', 'a.', 'a'.repeat(65)])(
    'refuses the name %j',
    async (name) => {
      await expect(createRun(runsDir, { ...draft, name }, noon)).rejects.toThrow(/run name: got/);
      expect(await readdir(runsDir)).toEqual([]);
    },
  );

  it('says what to do where the folder of runs is a file', async () => {
    await writeFile(join(runsDir, 'file'), '');
    const failure = createRun(join(runsDir, 'file'), draft, noon);
    await expect(failure).rejects.toMatchObject({ code: 'storage', hint: expect.any(String) as string });
  });
});

describe('history', () => {
  it('drops a half-written line on reading, and removes it before the next one', async () => {
    const { folder } = await createRun(runsDir, draft, noon);
    await appendHistory(folder, epoch(1));
    await appendFile(join(folder, 'history.jsonl'), '{"epoch":2,"st');
    expect((await readRun(folder)).history).toEqual([epoch(1)]);
    await appendHistory(folder, epoch(2));
    expect((await readRun(folder)).history).toEqual([epoch(1), epoch(2)]);
    await rewriteHistory(folder, [epoch(1)]);
    expect((await readRun(folder)).history).toEqual([epoch(1)]);
  });

  it('says that the folder is gone', async () => {
    const { folder, record } = await createRun(runsDir, draft, noon);
    await rm(folder, { recursive: true });
    await expect(appendHistory(folder, epoch(1))).rejects.toThrow(/cannot write .*: no such file or folder/);
    await expect(writeRecord(folder, record)).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('readRun', () => {
  it('reads a running run as interrupted once its process is gone', async () => {
    const { folder, record } = await createRun(runsDir, draft, noon);
    expect((await readRun(folder)).record.status).toBe('running');
    await writeRecord(folder, { ...record, process: { ...currentProcess(), pid: await deadPid() } });
    expect((await readRun(folder)).record.status).toBe('interrupted');
    await writeRecord(folder, { ...record, process: undefined });
    expect((await readRun(folder)).record.status).toBe('interrupted');
  });

  it('takes a process that has the number but not the start of the owner for another one', () => {
    const mine = currentProcess();
    expect(isAlive(mine)).toBe(true);
    expect(isAlive({ ...mine, hostname: `${hostname()}-other`, pid: 2 ** 22 })).toBe(true);
    if (mine.startToken !== undefined) expect(isAlive({ ...mine, startToken: 'earlier:1' })).toBe(false);
  });
});

describe('listRuns', () => {
  it('lists what cannot be read beside what can, with the reason', async () => {
    const good = await createRun(runsDir, draft, noon);
    await mkdir(join(runsDir, 'empty'));
    await mkdir(join(runsDir, 'broken'));
    await writeFile(join(runsDir, 'broken', 'run.json'), '{');
    await mkdir(join(runsDir, '.hidden'));
    await writeFile(join(runsDir, 'note.txt'), 'not a run');
    await symlink(join(runsDir, 'nowhere'), join(runsDir, 'dangling'));
    const entries = await listRuns(runsDir);
    expect(entries.map((entry) => [entry.run.id, entry.state])).toEqual([
      [good.id, 'readable'],
      ['broken', 'unreadable'],
      ['empty', 'unreadable'],
    ]);
    expect(entries[1]!.run).toMatchObject({ reason: expect.stringContaining('not valid JSON') as string });
    expect(entries[2]!.run).toMatchObject({ reason: expect.stringContaining('no such file') as string });
  });

  it('finds none where there is no folder yet', async () => {
    expect(await listRuns(join(runsDir, 'none'))).toEqual([]);
  });
});

describe('resolveRun', () => {
  it('finds by id, beginning, path and latest', async () => {
    const first = await createRun(runsDir, { ...draft, name: 'dense' }, noon);
    const second = await createRun(runsDir, draft, new Date(noon.getTime() - 60_000));
    for (const name of [second.id, '2026-11-21-0533', second.folder]) {
      expect(await resolveRun(runsDir, name)).toBe(second.folder);
    }
    expect(await resolveRun(runsDir, 'latest')).toBe(first.folder);
    await expect(resolveRun(runsDir, '2026')).rejects.toThrow(/beginning of 2 runs: .*dense/);
  });

  it('offers near ids', async () => {
    const run = await createRun(runsDir, draft, noon);
    for (const name of ['cnn', '2026-11-21-0543-cnn']) {
      await expect(resolveRun(runsDir, name)).rejects.toMatchObject({ hint: `Did you mean ${run.id}?` });
    }
    await expect(resolveRun(runsDir, 'x')).rejects.toMatchObject({
      hint: expect.stringContaining('1 runs') as string,
    });
    await expect(resolveRun(runsDir, '')).rejects.toThrow(/there is no run ""/);
    await expect(resolveRun(join(runsDir, 'none'), 'latest')).rejects.toThrow(/no readable run/);
  });
});

describe('atomicWriteFile', () => {
  it('replaces the file and leaves nothing else behind', async () => {
    const path = join(runsDir, 'model.onnx');
    await atomicWriteFile(path, Uint8Array.of(1, 2, 3));
    await atomicWriteFile(path, Uint8Array.of(4));
    expect([...(await readFile(path))]).toEqual([4]);
    expect(await readdir(runsDir)).toEqual(['model.onnx']);
  });

  it('removes its temporary file when it fails', async () => {
    await mkdir(join(runsDir, 'taken', 'inside'), { recursive: true });
    await expect(atomicWriteFile(join(runsDir, 'taken'), 'text')).rejects.toMatchObject({ code: 'storage' });
    expect(await readdir(runsDir)).toEqual(['taken']);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says that it may not write',
    async () => {
      await chmod(runsDir, 0o500);
      await expect(atomicWriteFile(join(runsDir, 'x'), 'text')).rejects.toThrow(/permission denied/);
      await chmod(runsDir, 0o700);
    },
  );

  it.skipIf(process.platform !== 'linux')('says that the disk is full', async () => {
    const { fileError } = await import('./file-error.ts');
    const full = await writeFile('/dev/full', 'x').catch((cause: unknown) => cause);
    expect(fileError(full, 'write', 'run.json').message).toBe('cannot write run.json: the disk is full');
  });
});
