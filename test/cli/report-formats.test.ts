import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/report-document.ts';
import { reproduceCommand } from '../../src/report/reproduce.ts';
import { encodePredictions } from '../../src/runs/predictions.ts';
import { readRun, rewriteHistory, writeRecord } from '../../src/runs/store.node.ts';
import { chartSubjects } from '../golden/chart-subjects.ts';
import { atelier } from './run-cli.ts';
import { bitsOf, onlyRun, putSmallSet, smallRecipe } from './small-training.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Writes the golden runs; the last one without its predictions. */
async function putRuns(): Promise<string[]> {
  const ids: string[] = [];
  for (const { run, predictions } of chartSubjects()) {
    const runFolder = join(folder, 'runs', run.id);
    await mkdir(runFolder, { recursive: true });
    await writeRecord(runFolder, run.record);
    await rewriteHistory(runFolder, run.history);
    ids.push(run.id);
    if (ids.length < 3) {
      await writeFile(join(runFolder, 'predictions.safetensors'), encodePredictions(predictions!));
    }
  }
  return ids;
}

const report = (...args: string[]) => atelier(['report', ...args], { cwd: folder });
const file = (name: string) => readFile(join(folder, name), 'utf8');

describe('atelier report --format', () => {
  it('writes everything as JSON, and prints what it did', async () => {
    const ids = await putRuns();
    const { code, stdout, stderr } = await report('--format', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\nReport: report\.json\n$/);
    const document = JSON.parse(await file('report.json')) as ReportDocument;
    expect(document).toMatchObject({ format: 'atelier-report', version: 1 });
    expect(document.runs.map(({ id, classification }) => [id, classification?.count ?? null])).toEqual([
      [ids[0], 120],
      [ids[1], 120],
      [ids[2], null],
    ]);
    expect(document.runs[0]!.history).toHaveLength(5);
    expect(document.rankings[0]!.findings).toHaveLength(3);
  });

  it.each([
    ['md', /^# Comparison of runs\n/],
    ['csv', /^rank,id,name,.*\r\n1,2026/],
  ])('writes %s to a file, or to standard output alone', async (format, begins) => {
    await putRuns();
    expect((await report('--format', format, '--out', `page.${format}`)).code).toBe(0);
    expect(await file(`page.${format}`)).toMatch(begins);
    const { code, stdout, stderr } = await report('--format', format, '--out', '-');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // The page says when it was made.
    const text = (one: string) => one.replace(/Made by Atelier, .*/, '').trimEnd();
    expect(text(stdout)).toBe(text(await file(`page.${format}`)));
    expect((await readdir(folder)).sort()).toEqual([`page.${format}`, 'runs']);
  });

  it.each([
    [['--format', 'pdf'], /argument 'pdf' is invalid.*html, md, json, csv/],
    [['--out', '-'], /--out - is not for a page/],
    [['--format', 'csv', '--out', '-', '--json'], /--json and --out - both write to standard output/],
    [['--theme', 'dark'], /are for chart files/],
    [['--embedding'], /are for chart files/],
    [['--charts', 'figs', '--scale', '2'], /--scale is for PNG files/],
    [
      ['--charts', 'figs', '--chart-format', 'png', '--scale', '0'],
      /--scale must be a number from 0\.5 to 8; got "0"/,
    ],
    [['--charts', 'figs', '--chart-format', 'gif'], /argument 'gif' is invalid/],
  ])('refuses %j with 2, and writes nothing', async (args, message) => {
    await putRuns();
    const { code, stdout, stderr } = await report(...args);
    expect({ code, stdout: args.includes('--json') ? '' : stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr + stdout).toMatch(message);
    expect(await readdir(folder)).toEqual(['runs']);
  });
});

describe('atelier report --charts', () => {
  it('writes every chart as SVG, and names those that a run cannot have', async () => {
    await putRuns();
    const { code, stdout, stderr } = await report('--charts', 'a/figures');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nReport: report\.html\nCharts: 28 files in a\/figures\n$/);
    expect(stderr).toContain(
      'note: no chart calibration of 2026-11-21-0502-mlp: it needs predictions on test images\n',
    );
    const names = await readdir(join(folder, 'a', 'figures'));
    expect(names).toHaveLength(28);
    expect(names).toContain('accuracy.svg');
    expect(names).toContain('roc-2-2026-11-21-0501-cnn.svg');
    const svg = await file('a/figures/accuracy.svg');
    expect(svg).toMatch(/^<svg width="640" height="\d+" xmlns/);
    expect(svg).not.toContain('var(--');
  });

  it('writes PNG in the size and theme that are wanted, over what is there', async () => {
    const [id] = await putRuns();
    const args = [id!, '--format', 'csv', '--charts', 'figures', '--chart-format', 'png', '--theme', 'dark'];
    expect((await report(...args)).code).toBe(0);
    const { code, stdout } = await report(...args, '--scale', '1.5', '--json');
    expect(code).toBe(0);
    const { charts } = JSON.parse(stdout) as { charts: { files: string[]; skipped: unknown[] } };
    expect(charts.skipped).toEqual([]);
    expect((await readdir(join(folder, 'figures'))).sort()).toEqual(charts.files.sort());
    const picture = sharp(join(folder, 'figures', 'confusion.png'));
    expect(await picture.metadata()).toMatchObject({ width: 690, height: 645 });
    const { data } = await picture.raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([0x14, 0x17, 0x1b]);
  });

  it('answers a folder that cannot be written with 1', async () => {
    await putRuns();
    await writeFile(join(folder, 'taken'), '');
    const { code, stderr } = await report('--charts', 'taken', '--format', 'csv');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot make the folder taken: /);
    if (process.getuid?.() === 0) return;
    await mkdir(join(folder, 'closed'));
    await chmod(join(folder, 'closed'), 0o555);
    expect((await report('--charts', 'closed', '--format', 'csv')).stderr).toMatch(
      /cannot write closed.*permission denied/,
    );
  });

  it('says why there is no embedding', async () => {
    const [id] = await putRuns();
    const { code, stderr } = await report(id!, '--format', 'csv', '--charts', 'figures', '--embedding');
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^note: no embedding of ${id!}: .+\n$`));
  });

  it('does without damaged predictions', async () => {
    const [id] = await putRuns();
    await writeFile(join(folder, 'runs', id!, 'predictions.safetensors'), 'x');
    const { code, stderr } = await report(id!, '--format', 'md', '--charts', 'figures');
    expect(code).toBe(0);
    expect(stderr).toMatch(/note: .*predictions\.safetensors/);
    expect(stderr).toContain(`note: no chart roc of ${id!}: it needs predictions on test images`);
  });
});

describe('a run that was trained', () => {
  it('is trained again to the same bits by the command of its report, and embedded from its data', async () => {
    await putSmallSet(join(folder, 'corners'));
    await writeFile(join(folder, 'recipe.json'), JSON.stringify(smallRecipe({ epochs: 2 })));
    const given = [
      'recipe.json',
      '--data',
      'corners',
      '--seed',
      '9',
      '--threads',
      '1',
      '--runs',
      'first runs',
    ];
    expect(await atelier(['train', ...given], { cwd: folder })).toMatchObject({ code: 0 });
    const first = await onlyRun(join(folder, 'first runs'));
    const command = reproduceCommand(await readRun(first));
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
    expect(words.shift()).toBe('atelier');
    expect(await atelier([...words, '--runs', 'again'], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await bitsOf(await onlyRun(join(folder, 'again')))).toEqual(await bitsOf(first));

    const charts = [first, '--format', 'csv', '--charts', 'figures', '--embedding'];
    expect(await report(...charts)).toMatchObject({ code: 0, stderr: '' });
    expect(await file('figures/embedding-umap.svg')).toContain('>UMAP 1</text>');
    expect(await file('figures/embedding-pca.svg')).toContain('of the variance)</text>');
  });
});
