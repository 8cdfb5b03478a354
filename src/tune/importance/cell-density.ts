import { logNormalMass } from '../samplers/tpe/normal-mass.ts';
import type { ValueGrid } from './value-grid.ts';

/** No kernel is narrower: nine tenths of it are then within one cell. */
const LEAST_WIDTH = 0.5 / 1.64;

/**
 * The probability of each cell by a Parzen estimator: around each cell that was observed a kernel with the weight of its
 * observations, and over all cells a prior with the weight of one. Kernels of ordered cells are normal, as wide as Scott's rule
 * says (Scott 1992); those of choices give the cell one share more than the others. As Optuna does for importances.
 *
 * @param counts observations in each cell, at least one in all
 */
export function cellDensity({ size, isOrdered }: ValueGrid, counts: readonly number[]): Float64Array {
  const observed = counts.flatMap((count, cell) => (count > 0 ? [cell] : []));
  const total = counts.reduce((sum, count) => sum + count, 1);
  const density = new Float64Array(size);
  const kernel = isOrdered ? orderedKernel(size, counts, observed) : choiceKernel(size, observed.length);
  for (const cell of observed) kernel.add(cell, counts[cell]! / total, density);
  kernel.addPrior(1 / total, density);
  return density;
}

interface Kernel {
  /** Adds the kernel around a cell, with a weight, to a density. */
  add(cell: number, weight: number, density: Float64Array): void;
  addPrior(weight: number, density: Float64Array): void;
}

function choiceKernel(size: number, observed: number): Kernel {
  const share = 1 / (observed + 1);
  const whole = 1 + share * size;
  return {
    add: (cell, weight, density) => {
      for (let other = 0; other < size; other++) density[other]! += (weight * share) / whole;
      density[cell]! += weight / whole;
    },
    addPrior: (weight, density) => {
      for (let other = 0; other < size; other++) density[other]! += weight / size;
    },
  };
}

function orderedKernel(size: number, counts: readonly number[], observed: readonly number[]): Kernel {
  const width = Math.max(LEAST_WIDTH, scottWidth(counts, observed));
  const add = (mean: number, wide: number, weight: number, density: Float64Array) => {
    const mass = (from: number, to: number) => logNormalMass((from - mean) / wide, (to - mean) / wide);
    const all = mass(-0.5, size - 0.5);
    for (let cell = 0; cell < size; cell++)
      density[cell]! += weight * Math.exp(mass(cell - 0.5, cell + 0.5) - all);
  };
  return {
    add: (cell, weight, density) => {
      add(cell, width, weight, density);
    },
    addPrior: (weight, density) => {
      add((size - 1) / 2, size, weight, density);
    },
  };
}

/** Scott's width of the observations, by the smaller of their deviation and their quartiles' distance. */
function scottWidth(counts: readonly number[], observed: readonly number[]): number {
  const total = observed.reduce((sum, cell) => sum + counts[cell]!, 0);
  const mean = observed.reduce((sum, cell) => sum + cell * counts[cell]!, 0) / total;
  const squares = observed.reduce((sum, cell) => sum + (cell - mean) ** 2 * counts[cell]!, 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  let seen = 0;
  const upTo = observed.map((cell) => (seen += counts[cell]!));
  const first = observed[upTo.findIndex((sum) => sum >= Math.floor(total / 4))]!;
  const third = observed[upTo.findIndex((sum) => sum > Math.floor((total * 3) / 4))] ?? observed.at(-1)!;
  return 1.059 * Math.min((third - first) / 1.34, deviation) * total ** -0.2;
}
