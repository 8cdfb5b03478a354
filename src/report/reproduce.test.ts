import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import type { Run, RunRecord } from '../runs/record.ts';
import { reproduceCommand } from './reproduce.ts';

const run = fixtureRun({ name: 'cnn', hits: 9000 });

function changed(record: Partial<RunRecord>, folder = run.folder): Run {
  return { ...run, folder, record: { ...run.record, ...record } };
}

describe('reproduceCommand', () => {
  it('says what bears on the bits', () => {
    const command = 'atelier train runs/2026-11-21-0500-cnn --seed 7 --threads 2';
    expect(reproduceCommand(changed({ layout: 'plain' }))).toBe(`${command} --layout plain`);
    expect(reproduceCommand(changed({ layout: 'blocked' }))).toBe(command);
  });

  it('names the files where the recipe names the data alone', () => {
    const data = { ...run.record.data, origin: "/my data/it's" };
    const command = reproduceCommand(changed({ data, layout: 'blocked' }));
    expect(command).toMatch(/ --data '\/my data\/it'\\''s'$/);
    const recipe = { ...run.record.recipe, data: { type: 'npz', path: '/my data/a.npz' } };
    expect(reproduceCommand(changed({ data, recipe }))).not.toContain('--data');
  });

  it('keeps a folder one word', () => {
    expect(reproduceCommand(changed({}, 'runs/a b; rm -rf ~'))).toContain(
      "train 'runs/a b; rm -rf ~' --seed",
    );
  });
});
