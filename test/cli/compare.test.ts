import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dense, flatten, sequential } from '../../src/index.ts';
import { atelier, ended, startAtelier } from './run-cli.ts';
import { putSmallSet, smallRecipe } from './small-training.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-compare-'));
  await putSmallSet(join(root, 'corners'));
  const linear = sequential({ input: [16, 16, 1], classes: 4 }, [flatten(), dense({ units: 4 })]);
  await put('linear.json', { ...smallRecipe(), name: 'linear', model: linear });
  await put('small.json', smallRecipe({ epochs: 2 }));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(name: string, recipe: object): Promise<void> {
  await writeFile(join(root, name), JSON.stringify(recipe));
}

const compare = (...args: string[]) => ['compare', ...args, '--data', 'corners', '--threads', '1'];

describe('atelier compare', () => {
  it('trains each, ranks them, writes the page, and says one sentence of each', async () => {
    const { code, stdout, stderr } = await atelier(compare('linear.json', 'small.json'), { cwd: root });
    expect(code).toBe(0);
    expect(stderr).toMatch(/\nlinear \(1 of 2\): [^]*\nsmall \(2 of 2\): /);
    expect(stdout).toMatch(/^corners, 101 test images\n\n# {2}Model /);
    expect(stdout.match(/^- (linear|small) classified [^]*?\.$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/\nReport: \/.*report\.html\nTotal time: [\d.]+ s\n$/);
    expect(await readFile(join(root, 'report.html'), 'utf8')).toContain('<h1>2 models on corners</h1>');
    expect(await readdir(join(root, 'runs'))).toHaveLength(2);
  });

  it('goes on after a model whose training fails, and ends with 1', async () => {
    const optimizer = { type: 'sgd', learningRate: 1e30 };
    await put('wild.json', smallRecipe({ name: 'wild', optimizer }));
    const { code, stdout, stderr } = await atelier(compare('wild.json', 'linear.json', '--json'), {
      cwd: root,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nwild \(1 of 2\) failed: .*smaller learning rate/);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ status: 'failed' }, { status: 'complete' }],
      rankings: [{ rows: [{ model: 'linear' }] }],
    });
  });

  it.skipIf(process.platform === 'win32')(
    'reports on Ctrl-C what is complete and says how to go on',
    // A process that is held up for longer than it may take to end is ended by the signal.
    { retry: 2 },
    async () => {
      await put('long.json', smallRecipe({ name: 'long', epochs: 500 }));
      const child = startAtelier(compare('linear.json', 'long.json', 'small.json'), { cwd: root });
      const end = ended(child);
      const runs = join(root, 'runs');
      for (;;) {
        const long = (await readdir(runs).catch(() => [])).find((name) => name.endsWith('-long'));
        if (long !== undefined && existsSync(join(runs, long, 'history.jsonl'))) break;
        await sleep(10);
      }
      child.kill('SIGINT');
      const { code, stdout, stderr } = await end;
      expect(code).toBe(130);
      expect(stdout).toMatch(/\n1 {2}linear /);
      expect(stdout).toMatch(/\nNot complete: \S+-long \(interrupted\)\nNot begun: small\nReport: /);
      expect(stderr).toMatch(/\nhint: "atelier resume \S+-long" goes on where this run stopped\.\n$/);
      expect(await readFile(join(root, 'report.html'), 'utf8')).toContain('1 not complete');
    },
  );

  it.each([
    [['linear.json', 'nope'], 2, /^error: there is no recipe "nope"\n/],
    [
      ['linear.json', '--out', 'none/page.html'],
      1,
      /^error: cannot write none\/page\.html: no such file or folder/,
    ],
    [['linear.json', '--out', '.'], 1, /^error: cannot write \.: it is a folder, not a file\n/],
    [
      ['linear.json', 'wide.json'],
      2,
      /\nerror: wide\.json: model: input \[28,28,1\] does not fit the images of corners/,
    ],
    [
      ['linear.json', 'elsewhere.json'],
      2,
      /^error: the recipes are for different data sets: corners, mnist\n/,
    ],
  ])('answers %j with %d before anything is trained', async (args, code, message) => {
    const wide = sequential({ input: [28, 28, 1], classes: 4 }, [flatten(), dense({ units: 4 })]);
    await put('wide.json', smallRecipe({ model: wide }));
    await put('elsewhere.json', smallRecipe({ data: 'mnist' }));
    const result = await atelier(compare(...args), { cwd: root });
    expect(result).toMatchObject({ code, stdout: '' });
    expect(`\n${result.stderr}`).toMatch(new RegExp(message.source.replace(/^\^/, '\\n')));
    expect(await readdir(root)).not.toContain('runs');
  });
});
