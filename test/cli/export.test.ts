import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFolder } from '../../src/cli/exports/write-folder.ts';
import { putFixtureRun } from './fixture-folder.ts';
import { atelier } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-export-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const exportRun = (id: string, format: string, out: string, ...args: string[]) =>
  atelier(['export', id, '--format', format, '--out', out, ...args], { cwd: folder });

/** The files below a folder of the test's, in order. */
async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(join(folder, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, path).length + 1))
    .sort();
}

const EVENTS = 'events.out.tfevents.1795237200.atelier';
const eventFiles = (id: string): string[] =>
  ['', 'test/', 'train/', 'validation/'].map((part) => `${id}/${part}${EVENTS}`);

describe('atelier export --format tensorboard', () => {
  it('writes event files into a folder of the run’s own, and says how to open them', async () => {
    const id = await putFixtureRun(folder);
    const other = await putFixtureRun(folder, { name: 'mlp' });
    const { code, stdout, stderr } = await exportRun(id, 'tensorboard', 'boards/all');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\n\nNext:\n {2}tensorboard --logdir boards\/all\n$/);
    expect(stdout).not.toContain('Without');
    expect(await filesBelow('boards/all')).toEqual(eventFiles(id));
    const own = await readFile(join(folder, 'boards/all', id, EVENTS));
    for (const tag of ['charts/confusion', 'mistakes/12', '_hparams_/session_end_info'])
      expect(own.includes(tag)).toBe(true);
    expect((await exportRun(other, 'tensorboard', 'boards/all')).code).toBe(0);
    expect(await filesBelow('boards/all')).toEqual([...eventFiles(id), ...eventFiles(other)]);
  });

  it('replaces an earlier export of the run, and nothing that another program wrote', async () => {
    const id = await putFixtureRun(folder);
    await mkdir(join(folder, 'logs', id), { recursive: true });
    await writeFile(join(folder, 'logs', id, 'events.out.tfevents.0000000001.atelier'), 'earlier');
    expect((await exportRun(id, 'tensorboard', 'logs')).code).toBe(0);
    expect(await filesBelow('logs')).toEqual(eventFiles(id));
    await writeFile(join(folder, 'logs', id, 'notes.txt'), 'mine');
    const refused = await exportRun(id, 'tensorboard', 'logs');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('holds notes.txt, which an export did not write');
    expect(await filesBelow('logs')).toEqual([...eventFiles(id), `${id}/notes.txt`].sort());
  });

  it('leaves pictures out where the data are gone or other ones, and says so', async () => {
    const id = await putFixtureRun(folder, { digest: 'd'.repeat(64) });
    const { code, stdout } = await exportRun(id, 'tensorboard', 'logs', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id,
      format: 'tensorboard',
      missing: [expect.stringMatching(/^worst mistakes: the data in .* are other ones/) as string],
    });
    expect((await readFile(join(folder, 'logs', id, EVENTS))).includes('mistakes/')).toBe(false);
  });

  it('takes a run that is not complete', async () => {
    const id = await putFixtureRun(folder, { status: 'failed' });
    expect((await exportRun(id, 'tensorboard', 'logs')).stdout).toContain('Without worst mistakes');
    expect(await filesBelow('logs')).toEqual([eventFiles(id)[0]!, eventFiles(id)[2]!, eventFiles(id)[3]!]);
  });
});

describe('atelier export of a file', () => {
  it('copies the model or the best weights, and overwrites nothing', async () => {
    const id = await putFixtureRun(folder);
    const run = join(folder, 'runs', id);
    await mkdir(join(run, 'checkpoints'));
    await writeFile(join(run, 'model.onnx'), 'a model');
    await writeFile(join(run, 'checkpoints', 'best.safetensors'), 'weights');
    for (const [format, contents] of [
      ['onnx', 'a model'],
      ['safetensors', 'weights'],
    ] as const) {
      expect(await exportRun(id, format, 'out')).toMatchObject({
        code: 0,
        stdout: 'out  1 kB\n',
        stderr: '',
      });
      expect(await readFile(join(folder, 'out'), 'utf8')).toBe(contents);
      const again = await exportRun(id, format, 'out');
      expect(again).toMatchObject({ code: 1, stdout: '' });
      expect(again.stderr).toMatch(/^error: out exists already\n/);
      await rm(join(folder, 'out'));
    }
  });

  it('has no model of a run that is not complete, and no weights of one without', async () => {
    const id = await putFixtureRun(folder, { status: 'interrupted' });
    const model = await exportRun(id, 'onnx', 'out.onnx');
    expect(model).toMatchObject({ code: 1, stdout: '' });
    expect(model.stderr).toContain(`"atelier resume ${id}" goes on with it`);
    expect((await exportRun(id, 'safetensors', 'out')).stderr).toMatch(
      /^error: cannot read .*best\.safetensors: no such/,
    );
    expect(await readdir(folder)).toEqual(['corners', 'runs']);
  });

  it('answers wrong options with 2', async () => {
    const id = await putFixtureRun(folder);
    for (const args of [
      [id, '--format', 'onnx'],
      [id, '--out', 'x'],
      [id, '--format', 'keras', '--out', 'x'],
      [id, '--format', 'onnx', '--out', 'x', '--data', 'corners'],
    ]) {
      expect(await atelier(['export', ...args], { cwd: folder })).toMatchObject({ code: 2, stdout: '' });
    }
  });
});

describe('writeFolder', () => {
  it('leaves everything as it was where it is interrupted', async () => {
    const controller = new AbortController();
    const out = join(folder, 'logs', 'run');
    const write = (text: string): Promise<void> =>
      writeFolder(
        out,
        [{ path: 'a/b', bytes: new TextEncoder().encode(text) }],
        () => true,
        controller.signal,
      );
    await write('first');
    controller.abort(new Error('stop'));
    await expect(write('second')).rejects.toThrow('stop');
    expect(await filesBelow('logs')).toEqual(['run/a/b']);
    expect(await readFile(join(out, 'a', 'b'), 'utf8')).toBe('first');
  });
});
