import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rewriteHistory, writeRecord } from '../../src/runs/store.node.ts';
import { fixtureRun } from './fixture-runs.ts';
import type { FixtureOptions } from './fixture-runs.ts';
import { atelier } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function addRun(options: FixtureOptions): Promise<string> {
  const { id, record, history } = fixtureRun(options);
  const runFolder = join(folder, 'runs', id);
  await mkdir(runFolder, { recursive: true });
  await writeRecord(runFolder, record);
  await rewriteHistory(runFolder, history);
  return id;
}

async function addBroken(): Promise<void> {
  await mkdir(join(folder, 'runs', 'broken'), { recursive: true });
  await writeFile(join(folder, 'runs', 'broken', 'run.json'), '{');
}

describe('atelier runs', () => {
  it('lists runs of every status, unreadable ones with the reason', async () => {
    const id = await addRun({ name: 'cnn', hits: 9182 });
    await addRun({ name: 'dense', hits: 8000, status: 'running', minute: 1 });
    await addBroken();
    const { code, stdout, stderr } = await atelier(['runs'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[2]).toMatch(new RegExp(`^${id} +complete +10 .*91\\.82% +Fashion-MNIST$`));
    // Its record says "running", but names no process that runs it.
    expect(lines[3]).toMatch(/dense +interrupted/);
    expect(lines[4]).toMatch(/^broken +unreadable .*not valid JSON/);
  });

  it('gives the same as JSON', async () => {
    const id = await addRun({ name: 'cnn', hits: 9182 });
    await addBroken();
    const { code, stdout } = await atelier(['runs', '--json'], { cwd: folder });
    expect(code).toBe(0);
    const { runs } = JSON.parse(stdout) as { runs: unknown[] };
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatchObject({ id, status: 'complete', testAccuracy: 0.9182, epochs: 10 });
    expect(runs[1]).toMatchObject({ id: 'broken', status: 'unreadable' });
  });

  it('says that there are none', async () => {
    expect(await atelier(['runs'], { cwd: folder })).toMatchObject({
      code: 0,
      stdout: 'There are no runs in runs.\n',
    });
    const { stdout } = await atelier(['runs', '--json', '--runs', 'other'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({ runs: [] });
  });
});

const NOT_KEPT = 'what it said of each test image has not been kept';

describe('atelier report', () => {
  it('ranks all runs and writes the page', async () => {
    await addRun({ name: 'dense', hits: 8876 });
    await addRun({ name: 'cnn', hits: 9182, minute: 1 });
    await addBroken();
    const { code, stdout, stderr } = await atelier(['report'], { cwd: folder });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^note: .* has not been kept\n(note: .*\n)+warning: broken /) as string,
    });
    expect(stdout).toMatch(/\n1 {2}cnn .*\n2 {2}dense .*\n/);
    const text = stdout.replace(/\n {2}/g, ' ');
    expect(text).toContain(
      'cnn is 3.06 points above dense, more than the choice of 10,000 test images explains',
    );
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(/\nReport: report\.html\n$/);
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('<h1>2 models on Fashion-MNIST</h1>');
    expect((await readdir(folder)).sort()).toEqual(['report.html', 'runs']);
  });

  it('takes the runs that are named, and gives JSON', async () => {
    await addRun({ name: 'dense', hits: 8876 });
    const id = await addRun({ name: 'cnn', hits: 9182, minute: 1 });
    const args = ['report', id, 'latest', '--out', 'page.html', '--json'];
    const { code, stdout, stderr } = await atelier(args, { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `note: ${id}: ${NOT_KEPT}\n` });
    expect(JSON.parse(stdout)).toMatchObject({
      report: 'page.html',
      runs: [{ id, status: 'complete' }],
      rankings: [{ rows: [{ rank: 1, model: 'cnn', testAccuracy: 0.9182 }] }],
    });
    expect(await readdir(folder)).toContain('page.html');
  });

  it('answers a run that does not exist with 1 and near ones', async () => {
    const id = await addRun({ name: 'cnn', hits: 9182 });
    const text = await atelier(['report', 'cnn'], { cwd: folder });
    expect(text).toMatchObject({ code: 1, stdout: '' });
    expect(text.stderr).toMatch(
      new RegExp(`^error: there is no run "cnn"\nexpected: .*\nhint: Did you mean ${id}\\?\n$`),
    );
    const json = await atelier(['report', 'cnn', '--json'], { cwd: folder });
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toEqual({
      error: {
        code: 'storage',
        message: 'there is no run "cnn"',
        value: 'cnn',
        expected: expect.any(String) as string,
        hint: `Did you mean ${id}?`,
      },
    });
    expect(await readdir(folder)).toEqual(['runs']);
  });

  it('answers a page that cannot be written, and a folder without runs, with 1', async () => {
    expect(await atelier(['report'], { cwd: folder })).toMatchObject({ code: 1, stdout: '' });
    await addRun({ name: 'cnn', hits: 9182 });
    const { code, stderr } = await atelier(['report', '--out', 'none/page.html'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^note: .*\nerror: cannot write none\/page\.html: no such file or folder\nhint: /);
  });
});
