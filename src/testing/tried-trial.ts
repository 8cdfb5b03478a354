import { asLoss, type Direction, type Trial } from '../tune/trial.ts';

/** A trial of a made-up history; it is complete unless it is said what else. */
export function triedTrial(fields: Partial<Trial> & Pick<Trial, 'number'>): Trial {
  return {
    state: 'complete',
    params: {},
    fixed: {},
    reports: [],
    attempts: 1,
    losses: 0,
    queuedAt: 0,
    facts: {},
    ...fields,
  };
}

/** Reports of the steps from 1 on; steps without a figure are left out. */
export function reportsOf(values: readonly (number | undefined)[]): Trial['reports'] {
  return values.flatMap((value, index) => (value === undefined ? [] : [{ step: index + 1, value }]));
}

/** A history seen from the other side: all figures negated, for the other direction. */
export function mirrored(trials: readonly Trial[]): Trial[] {
  return trials.map((trial) => ({
    ...trial,
    reports: trial.reports.map(({ step, value }) => ({ step, value: -value })),
    ...(trial.values === undefined ? {} : { values: trial.values.map((value) => -value) }),
  }));
}

export function otherDirection(direction: Direction): Direction {
  return asLoss(1, direction) > 0 ? 'maximize' : 'minimize';
}
