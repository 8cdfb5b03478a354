import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import type { Run } from '../runs/record.ts';
import { seedGroups } from './seed-groups.ts';

function run(name: string, recipe: Run['record']['recipe'], digest = 'same'): Run {
  const made = fixtureRun({ name, hits: 9000 });
  return {
    ...made,
    record: { ...made.record, recipe, data: { ...made.record.data, digest } },
  };
}

describe('seedGroups', () => {
  it('puts runs together that differ in nothing but seed, name and the order of keys', () => {
    const groups = seedGroups([
      run('a', { model: 'cnn', epochs: 3, seed: 1 }),
      run('b', { model: 'mlp', epochs: 3, seed: 1 }),
      run('c', { epochs: 3, seed: 2, model: 'cnn', name: 'c' }),
      run('d', { model: 'cnn', epochs: 4, seed: 1 }),
      run('e', { model: 'cnn', epochs: 3, seed: 3 }, 'other data'),
    ]);
    expect(groups.map(({ name, runs }) => [name, runs.map(({ record }) => record.name)])).toEqual([
      ['a', ['a', 'c']],
      ['b', ['b']],
      ['d', ['d']],
      ['e', ['e']],
    ]);
  });
});
