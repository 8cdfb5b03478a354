import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { asLoss, type Direction, type Report } from '../trial.ts';

export const wholeNumber = z
  .int('Expected a whole number of at least 0')
  .min(0, 'Expected a whole number of at least 0');

/** The options that say at which steps a pruner judges at all. */
export const judgedSteps = {
  warmUp: wholeNumber.default(0).describe('Steps at the beginning at which nothing is pruned'),
  interval: positiveInteger.default(1).describe('Judges once in so many steps, counted from the warm-up'),
};

/** Whether the latest report is after the warm-up, and the first in its interval. */
export function isJudged(
  reports: readonly Report[],
  { warmUp, interval }: { readonly warmUp: number; readonly interval: number },
): boolean {
  const latest = reports.at(-1);
  if (latest === undefined || latest.step <= warmUp) return false;
  const before = reports.at(-2)?.step ?? 0;
  const begun = latest.step - ((latest.step - warmUp - 1) % interval);
  return before < begun;
}

/** The best of some figures as a loss. */
export function bestLoss(reports: readonly Report[], direction: Direction): number {
  return reports.reduce((best, { value }) => Math.min(best, asLoss(value, direction)), Infinity);
}

/** A figure as a reason shows it. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
