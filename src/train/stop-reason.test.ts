import { describe, expect, it } from 'vitest';
import { budgetEndMs, budgetReason } from './stop-reason.ts';

describe('budgetEndMs', () => {
  const budget = { minutes: 2 };

  it('is at so many minutes of training, however often the run was stopped before', () => {
    expect(budgetEndMs({ budget }, 0)).toBe(120_000);
    expect(budgetEndMs({ budget }, 119_999)).toBe(120_000);
  });

  it('is another budget later for a run that goes on after its own', () => {
    expect(budgetEndMs({ budget }, 120_000)).toBe(240_000);
    expect(budgetEndMs({ budget }, 130_000)).toBe(250_000);
  });

  it('never comes without a budget', () => {
    expect(budgetEndMs({}, 1e9)).toBe(Infinity);
  });
});

describe('budgetReason', () => {
  it('is told in words that fit one minute', () => {
    expect(budgetReason({ budget: { minutes: 1 } }).text).toBe('the time budget of 1 minute is used up');
    expect(budgetReason({ budget: { minutes: 0.5 } }).text).toBe('the time budget of 0.5 minutes is used up');
  });
});
