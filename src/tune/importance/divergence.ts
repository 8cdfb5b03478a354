import type { Parameter } from '../space/parameter.ts';
import type { Trial } from '../trial.ts';
import { cellDensity } from './cell-density.ts';
import { valueGrid, type ValueGrid } from './value-grid.ts';

/** No probability is nothing. */
const LEAST = 1e-12;

/**
 * How far a parameter's values in the best trials are from its values in all of them: the Pearson divergence of the two
 * densities, by the share of the trials in which it is in use at all (Watanabe et al. 2023, "PED-ANOVA"; for parameters with
 * conditions "Conditional PED-ANOVA" 2026, where a parameter counts within the trials that have it). Zero where it has one
 * value or fewer than two trials have it.
 *
 * @param best some of `all`
 */
export function divergence(parameter: Parameter, all: readonly Trial[], best: readonly Trial[]): number {
  const grid = valueGrid(parameter);
  const has = ({ params }: Trial) => params[parameter.name] !== undefined;
  const allUsing = all.filter(has);
  const bestUsing = best.filter(has);
  if (grid.size < 2 || allUsing.length < 2 || bestUsing.length === 0) return 0;
  const density = (trials: readonly Trial[]) => cellDensity(grid, countCells(grid, parameter, trials));
  const inAll = density(allUsing);
  const inBest = density(bestUsing);
  const difference = inAll.reduce((sum, probability, cell) => {
    const expected = probability + LEAST;
    return sum + expected * ((inBest[cell]! + LEAST) / expected - 1) ** 2;
  }, 0);
  const usedByBest = bestUsing.length / best.length;
  const usedByAll = allUsing.length / all.length;
  return (usedByBest ** 2 / usedByAll) * difference * (best.length / all.length) ** 2;
}

function countCells(grid: ValueGrid, { name }: Parameter, trials: readonly Trial[]): number[] {
  const counts = new Array<number>(grid.size).fill(0);
  for (const { params } of trials) counts[grid.cellOf(params[name]!)]!++;
  return counts;
}
