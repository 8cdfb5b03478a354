import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { atelier } from './run-cli.ts';
import { putSmallSet } from './small-training.ts';

const folder = mkdtempSync(join(tmpdir(), 'atelier-find-lr-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('atelier find-lr', () => {
  it('suggests a rate, draws the search and leaves no run behind', async () => {
    const data = join(folder, 'data');
    await putSmallSet(data, 120, 20);
    const runs = join(folder, 'runs');
    const plot = join(folder, 'rates.svg');
    const args = ['find-lr', 'ann', '--data', data, '--runs', runs, '--batch-size', '20', '--threads', '1'];
    const { code, stdout } = await atelier([...args, '--plot', plot, '--json']);
    expect(code).toBe(0);
    const { suggestion, points } = JSON.parse(stdout) as { suggestion: number; points: unknown[] };
    expect(suggestion).toBeGreaterThan(1e-7);
    expect(points.length).toBeGreaterThan(10);
    expect(readFileSync(plot, 'utf8')).toContain('<svg');
    expect(readdirSync(folder).sort()).toEqual(['data', 'rates.svg']);
  });
});
