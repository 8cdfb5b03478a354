import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PREDICTIONS_FILE } from '../../src/runs/predictions.ts';
import type { RunRecord } from '../../src/runs/record.ts';
import { putFixtureRun, TEST_COUNT, type FolderOptions } from './fixture-folder.ts';
import { atelier } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-show-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const addRun = (options: FolderOptions = {}): Promise<string> => putFixtureRun(folder, options);

const show = (...args: string[]) => atelier(['show', ...args], { cwd: folder });

describe('atelier show', () => {
  it('shows a run as plain text where the output is no terminal, mistakes as a list', async () => {
    const id = await addRun();
    const { code, stdout, stderr } = await show('latest');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^cnn {2}complete\nRun +runs/${id}\n`));
    expect(stdout).toMatch(
      /\nTest image {2}True class .*\n.*\n +1 {2}north-east +10\.00% {2}north-west +70\.00%\n/,
    );
    expect(stdout).not.toMatch(/\p{Cc}\[|▀|Not shown/u);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('draws as many mistakes in characters as --images asks for, none for 0', async () => {
    const id = await addRun();
    const drawn = await show(id, '--images', '2');
    expect(drawn.stdout.match(/10\.00% → 70\.00%, #\d+/g)).toEqual([
      '10.00% → 70.00%, #1',
      '10.00% → 70.00%, #2',
    ]);
    expect((await show(id, '--images', '0')).stdout).not.toContain('Worst mistakes');
  });

  it('draws pictures in half blocks where there are colours, with their names beside', async () => {
    const id = await addRun();
    const colored = (env: Record<string, string>) => atelier(['show', id], { cwd: folder, env });
    const { code, stdout } = await colored({ FORCE_COLOR: '3' });
    expect(code).toBe(0);
    expect(stdout.match(/10\.00% → 70\.00%, #\d+/g)).toHaveLength(6);
    expect(stdout).toMatch(/\[38;2;(\d+);\1;\1;48;2;(\d+);\2;\2m▀/);
    expect((await colored({ FORCE_COLOR: '2' })).stdout).toMatch(/\[38;5;\d+;48;5;\d+m▀/);
    // Sixteen colours do not make a picture.
    expect((await colored({ FORCE_COLOR: '1' })).stdout).not.toContain('▀');
  });

  it('says why there are no pictures: the data are gone, or are other ones', async () => {
    const id = await addRun({ digest: 'd'.repeat(64) });
    const { stdout } = await show(id, '--images', '2');
    expect(stdout.replace(/\n {2}/g, ' ')).toMatch(
      /\nNot shown\n\n- pictures of the test images: the data in .*corners are other ones than those of the run\n$/,
    );
    expect(stdout).toContain('\nTest image  True class');
    await rm(join(folder, 'corners'), { recursive: true });
    const gone = await show(id, '--images', '2');
    expect(gone).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/- pictures of the test images: .*corners/) as string,
    });
  });

  it('never fetches a data set that is not on this machine', async () => {
    const id = await addRun();
    const path = join(folder, 'runs', id, 'run.json');
    const record = JSON.parse(await readFile(path, 'utf8')) as RunRecord;
    const data = { ...record.data, name: 'mnist', origin: join(folder, 'gone') };
    await writeFile(path, JSON.stringify({ ...record, data, recipe: { ...record.recipe, data: 'mnist' } }));
    const nowhere = { HOME: folder, XDG_CACHE_HOME: folder, ATELIER_DATA: folder };
    const { code, stdout } = await atelier(['show', id, '--images', '1'], { cwd: folder, env: nowhere });
    expect(code).toBe(0);
    expect(stdout.replace(/\n {2}/g, ' ')).toContain(
      'pictures of the test images: MNIST is not on this machine, and downloads are switched off',
    );
  });

  it('gives the figures as JSON', async () => {
    const id = await addRun();
    const { code, stdout } = await show(id, '--images', '1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id,
      status: 'complete',
      result: { test: { interval: { low: expect.any(Number) as number } } },
      test: { count: TEST_COUNT, perClass: [{ support: 26 }, {}, {}, {}] },
      worstMistakes: [{ index: 1, label: 1, prediction: 0 }],
      confusedPairs: [1, 2, 3].map((label) => ({ label, prediction: 0, count: 25, share: 1 })),
      missing: [],
    });
  });

  it('shows what there is of runs of every status, and says what is missing', async () => {
    const missing = async (id: string): Promise<string> => {
      const { code, stdout } = await show(id);
      expect(code).toBe(0);
      return stdout.replace(/\n {2}/g, ' ').split('\nNot shown\n\n')[1]!;
    };
    const interrupted = await addRun({ status: 'running' });
    expect(await missing(interrupted)).toBe(
      `- test figures: the run was interrupted after 3 of 8 epochs; "atelier resume ${interrupted}" goes on with it\n`,
    );
    const failed = await addRun({ status: 'failed', minute: 1 });
    expect(await missing(failed)).toMatch(
      /failed after 3 of 8 epochs: the loss is not a number at step 431\n$/,
    );
    const damaged = await addRun({ minute: 2 });
    await writeFile(join(folder, 'runs', damaged, PREDICTIONS_FILE), 'not safetensors');
    await writeFile(join(folder, 'runs', damaged, 'history.jsonl'), '{}\n');
    expect(await missing(damaged)).toMatch(
      /^- the learning curves: .*line 1: .*\n- figures of single test images: /,
    );
    await rm(join(folder, 'runs', damaged, PREDICTIONS_FILE));
    expect(await missing(damaged)).toContain('a version that did not keep them');
  });

  it('says of a folder that cannot be read what is in it', async () => {
    await mkdir(join(folder, 'runs', 'broken'), { recursive: true });
    await writeFile(join(folder, 'runs', 'broken', 'run.json'), '{');
    const { code, stdout } = await show('broken');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'broken  unreadable\n  runs/broken/run.json: not valid JSON\n  runs/broken holds run.json.\n',
    );
    expect(JSON.parse((await show('broken', '--json')).stdout)).toMatchObject({
      id: 'broken',
      status: 'unreadable',
    });
    expect(await readFile(join(folder, 'runs', 'broken', 'run.json'), 'utf8')).toBe('{');
  });

  it('answers a run that does not exist with 1, a wrong number with 2', async () => {
    expect(await show('cnn')).toMatchObject({ code: 1, stdout: '' });
    expect(await show('latest', '--images', 'x')).toMatchObject({ code: 2, stdout: '' });
  });
});
