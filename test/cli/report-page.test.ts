import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PREDICTIONS_FILE } from '../../src/runs/predictions.ts';
import { putFixtureRun } from './fixture-folder.ts';
import { atelier } from './run-cli.ts';

let folder: string;
const report = () => atelier(['report', '--runs', 'runs', '--out', 'page.html'], { cwd: folder });
const page = () => readFile(join(folder, 'page.html'), 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-report-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Changes the record of a run as another program might. */
async function changeRecord(id: string, change: (record: Record<string, unknown>) => void): Promise<void> {
  const path = join(folder, 'runs', id, 'run.json');
  const record = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(record);
  await writeFile(path, JSON.stringify(record));
}

describe('the page of atelier report', () => {
  it('shows runs of every kind as what they are, and is broken by none', async () => {
    const whole = await putFixtureRun(folder, { name: 'whole', minute: 1 });
    await putFixtureRun(folder, { name: 'stopped', status: 'interrupted', minute: 2 });
    await putFixtureRun(folder, { name: 'failed', status: 'failed', minute: 3 });
    // Its process is not there any more.
    await putFixtureRun(folder, { name: 'gone', status: 'running', minute: 4 });
    const damaged = await putFixtureRun(folder, { name: 'damaged', minute: 5 });
    await writeFile(join(folder, 'runs', damaged, PREDICTIONS_FILE), 'not safetensors');
    const old = await putFixtureRun(folder, { name: 'old', minute: 6 });
    await rm(join(folder, 'runs', old, PREDICTIONS_FILE));
    const halfDeleted = await putFixtureRun(folder, { name: 'half-deleted', minute: 7 });
    await rm(join(folder, 'runs', halfDeleted, 'history.jsonl'));
    const newer = await putFixtureRun(folder, { name: 'newer', minute: 8 });
    await changeRecord(newer, (record) => {
      record['recipe'] = { optimizer: { type: 'of-another-version' } };
      record['versions'] = { atelier: '9.0.0', node: '99.0.0', onnxruntime: '9.0.0' };
    });
    const otherFormat = await putFixtureRun(folder, { name: 'other-format', minute: 9 });
    await changeRecord(otherFormat, (record) => {
      record['format'] = 2;
    });
    await mkdir(join(folder, 'runs', 'empty'));

    const { code, stderr } = await report();
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(new RegExp(`note: ${damaged}: .*${PREDICTIONS_FILE}`));
    expect(stderr).toMatch(new RegExp(`note: ${old}: what it said of each test image has not been kept`));
    const text = await page();
    const statusOf = (name: string) =>
      new RegExp(`-${name}\\s*<span class="status [a-z]+">([a-z]+)</span>`).exec(text)?.[1];
    expect(
      Object.fromEntries(
        ['whole', 'stopped', 'failed', 'gone', 'damaged', 'old', 'half-deleted', 'newer', 'other-format'].map(
          (name) => [name, statusOf(name)],
        ),
      ),
    ).toEqual({
      whole: 'complete',
      stopped: 'interrupted',
      failed: 'failed',
      gone: 'interrupted',
      damaged: 'complete',
      old: 'complete',
      'half-deleted': 'complete',
      newer: 'complete',
      'other-format': 'unreadable',
    });
    expect(text).toContain(whole);
    expect(text).toContain('empty');
  });

  it('has the pictures of its test images inside, and refers to nothing outside', async () => {
    await putFixtureRun(folder, { minute: 1 });
    expect(await report()).toMatchObject({ code: 0 });
    const text = await page();
    expect(text).toMatch(/\.sheet-0-0 \{ background-image: url\(data:image\/webp;base64,/);
    expect(text.match(/(?:src|href)="(?!#|data:)/g)).toBeNull();
  });

  it('does without pictures where the data are gone, and says so', async () => {
    const id = await putFixtureRun(folder, { minute: 1 });
    await rm(join(folder, 'corners'), { recursive: true });
    const { code, stderr } = await report();
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`note: ${id}: no pictures: `));
    expect(await page()).toContain('This page was made without the data set');
  });
});
