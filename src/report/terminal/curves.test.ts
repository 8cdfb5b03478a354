import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { curveCharts, sparklines } from './curves.ts';
import { plainLook } from './look.ts';

const { history } = fixtureRun({ name: 'cnn', hits: 9182, epochs: 3 });

describe('curveCharts', () => {
  it('stand side by side where there is room, else one below the other', () => {
    const wide = curveCharts(history, plainLook);
    expect(wide[0]).toMatch(/^Accuracy by epoch +Loss by epoch$/);
    const narrow = curveCharts(history, { ...plainLook, width: 70 });
    expect(narrow).toHaveLength(2 * wide.length + 1);
  });

  it('leave out the validation of a run that has none, and the last values where they would not fit', () => {
    const entries = history.map(({ val: _, ...entry }) => entry);
    expect(curveCharts(entries, plainLook)[1]).not.toContain('validation');
    const diverging = history.map((entry) => ({ ...entry, val: { accuracy: 0, loss: 123_456_789_012 } }));
    expect(curveCharts(diverging, plainLook)[1]).toMatch(/ ╌ train {2}─ validation$/);
  });
});

describe('sparklines', () => {
  it('show the rates at the ends of epochs, or of steps where they are known, and the highest of them', () => {
    const lines = (rates?: number[]): string[] => sparklines(history, rates, plainLook);
    expect(lines()).toEqual(['Learning rate  ▄▄▄  0.001 → 0.001']);
    expect(lines([0.0001, 0.003, 0])).toEqual(['Learning rate  ▁█▁  0.0001 → 0, at most 0.003']);
  });

  it('show the loss of steps where it was kept', () => {
    const entries = [
      { ...history[0]!, stepLosses: [2, 1] },
      { ...history[1]!, stepLosses: [0.5] },
    ];
    expect(sparklines(entries, undefined, plainLook)[1]).toBe('Step loss      █▃▁  2.0000 → 0.5000');
  });
});
