import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optimize } from '../../src/tune/optimize.ts';
import { openStorage } from '../../src/tune/storages/open-storage.node.ts';
import { openStudy } from '../../src/tune/study.ts';
import { atelier } from './run-cli.ts';

describe('atelier study report', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-study-report-'));
    const storage = await openStorage(join(folder, 'studies.db'));
    const study = await openStudy(storage, {
      name: 'bowl',
      space: { x: { type: 'float', low: -1, high: 1 }, y: { type: 'choice', values: ['a', 'b'] } },
      budget: { trials: 12 },
    });
    await optimize(study, ({ params }) =>
      params['y'] === 'a' && Number(params['x']) < 0 ? Number.NaN : Number(params['x']) ** 2,
    );
    await storage.close();
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const report = (...options: string[]) =>
    atelier(['study', 'report', 'bowl', '--studies', folder, ...options]);

  it('writes a page and charts', async () => {
    const [out, charts] = [join(folder, 'page.html'), join(folder, 'charts')];
    const written = await report('--out', out, '--charts', charts, '--chart-format', 'png', '--json');
    expect(written.code, written.stderr).toBe(0);
    const { charts: told } = JSON.parse(written.stdout) as { charts: { files: string[] } };
    expect((await readdir(charts)).sort()).toEqual([...told.files].sort());
    expect(told.files).toContain('study-slice-x.png');
    expect(written.stderr).toContain(
      'no chart study-learning-curves of bowl: it needs figures of trials on their way',
    );
    const page = await readFile(out, 'utf8');
    expect(page).toContain('12 trials:');
    expect(page.match(/data-chart="study-/g)!.length).toBeGreaterThan(6);
  });

  it('writes text to standard output', async () => {
    const csv = await report('--format', 'csv', '--out', '-');
    expect(csv.stdout.trimEnd().split('\n')).toHaveLength(13);
    const json = await report('--format', 'json', '--out', '-');
    const { studies } = JSON.parse(json.stdout) as { studies: { name: string; trials: unknown[] }[] };
    expect(studies.map(({ name, trials }) => [name, trials.length])).toEqual([['bowl', 12]]);
    expect((await report('--format', 'md', '--out', '-')).stdout).toMatch(/^# bowl\n/);
  });

  it('refuses options that get in each other’s way', async () => {
    const refused = await report('--out', '-');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--out - is not for a page');
    expect((await report('--theme', 'dark')).stderr).toContain(
      '--chart-format and --theme are for chart files',
    );
  });
});
