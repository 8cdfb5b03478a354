import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atelier } from './run-cli.ts';
import { putSmallSet, smallRecipe } from './small-training.ts';

/** Training images that are given the label of the next class. */
const FLIPPED = [3, 40, 77, 114, 151, 188, 225, 262, 299, 336, 373, 410];

let folder = '';
let ids: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-label-issues-'));
  await putSmallSet(join(folder, 'corners'));
  const path = join(folder, 'corners', 'train-labels-idx1-ubyte');
  const file = await readFile(path);
  // The labels follow on a header of eight bytes.
  for (const index of FLIPPED) file[8 + index] = (file[8 + index]! + 1) % 4;
  await writeFile(path, file);
  await writeFile(join(folder, 'small.json'), JSON.stringify(smallRecipe()));
  const args = ['train', 'small.json', '--data', 'corners', '--folds', '3', '--threads', '1'];
  const { code, stderr } = await atelier(args, { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  ids = (await readdir(join(folder, 'runs'))).map((id) => `runs/${id}`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const labelIssues = (...args: string[]) => atelier(['label-issues', ...args], { cwd: folder });

interface Document {
  readonly found: number;
  readonly images: number;
  readonly notes: readonly string[];
  readonly issues: readonly { readonly index: number; readonly given: string; readonly suggested: string }[];
}

describe('atelier label-issues', () => {
  it('finds labels that were flipped, by all folds, and suggests the true class', async () => {
    const { code, stdout, stderr } = await labelIssues(...ids, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { issues, found, images, notes } = JSON.parse(stdout) as Document;
    expect({ found, images, notes }).toEqual({ found: issues.length, images: 480, notes: [] });
    const right = issues.filter(({ index }) => FLIPPED.includes(index));
    expect(right.length).toBeGreaterThanOrEqual(0.6 * FLIPPED.length);
    expect(right.length).toBeGreaterThanOrEqual(0.5 * issues.length);
    const names = ['north-west', 'north-east', 'south-west', 'south-east'];
    // Image i was of class i modulo 4.
    const suggested = right.filter((issue) => issue.suggested === names[issue.index % 4]);
    expect(suggested.length).toBeGreaterThanOrEqual(0.8 * right.length);
    for (const { index, given } of right) expect(given).toBe(names[(index + 1) % 4]);
  });

  it('prints a table, and writes a picture and a CSV file', async () => {
    const { code, stdout } = await labelIssues(...ids, '--top', '5', '--out', 'sheet.png', '--csv', 'i.csv');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^corners, by 3 runs\n\n\d+ of 480 labels look wrong \(\d\.\d\d%\)\.\n\nImage /);
    expect(stdout).toMatch(/\n… and \d+ more; --top \d+ lists all\.\n\nSheet: sheet\.png\nCSV: i\.csv\n$/);
    const lines = (await readFile(join(folder, 'i.csv'), 'utf8')).split('\r\n');
    expect(lines[0]).toBe('index,given,suggested,givenProbability,suggestedProbability');
    expect(lines).toHaveLength(1 + 5 + 1);
    const { width, height } = await sharp(join(folder, 'sheet.png')).metadata();
    expect([width, height]).toEqual([8 + 5 * 140, 8 + 16 + 80 + 45]);
  });

  it('says of one fold what it is not about', async () => {
    const { stdout } = await labelIssues(ids[0]!);
    expect(stdout).toContain('Only 160 of 480 training images were held out, 1 of 3 folds of small;');
  });

  it('refuses runs that held out the same images, other data, and options that do nothing', async () => {
    await writeFile(join(folder, 'whole.json'), JSON.stringify(smallRecipe({ epochs: 1, name: 'whole' })));
    await atelier(['train', 'whole.json', '--data', 'corners', '--runs', 'others'], { cwd: folder });
    const [other] = await readdir(join(folder, 'others'));
    const twice = await labelIssues(ids[0]!, `others/${other!}`);
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(twice.stderr).toMatch(/both held out training image \d+\n/);
    expect((await labelIssues(ids[0]!, '--data', 'corners')).stderr).toContain('--data is for the picture');
    await rm(join(folder, 'others', other!, 'predictions.safetensors'));
    expect((await labelIssues(`others/${other!}`)).stderr).toMatch(/does not say what it made of the images/);
    const moved = await labelIssues(ids[0]!, '--out', 'none.png', '--data', 'nowhere');
    expect(moved.code).toBe(2);
    expect(moved.stderr).toContain('the images cannot be shown');
  });
});
