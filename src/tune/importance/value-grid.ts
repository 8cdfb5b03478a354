import { valueAt, valueCount, type Parameter, type ParameterValue } from '../space/parameter.ts';

/** The most cells that a number is divided into. */
const MOST_CELLS = 50;

/** A parameter's values as cells in a row. */
export interface ValueGrid {
  readonly size: number;
  /** Whether neighbouring cells are alike, which those of a choice are not. */
  readonly isOrdered: boolean;
  cellOf(value: ParameterValue): number;
}

/** A cell for each value of a choice; cells of equal width for numbers, by their logarithm where they are drawn by it. */
export function valueGrid(parameter: Parameter): ValueGrid {
  if (parameter.type === 'choice') {
    const { values } = parameter;
    return { size: values.length, isOrdered: false, cellOf: (value) => values.indexOf(value) };
  }
  const { type, low, high, log } = parameter;
  const count = valueCount(parameter);
  // Of whole numbers by their logarithm, as many as there are doublings in the range.
  const wanted = type === 'integer' && log ? Math.ceil(Math.log2(high - low + 1)) + 1 : count;
  const size = Math.min(wanted, MOST_CELLS);
  const onLine = (value: number) => (log ? Math.log(value) : value);
  const first = onLine(low);
  const last = onLine(Number.isFinite(count) ? Number(valueAt(parameter, count - 1)) : high);
  const width = (last - first) / (size - 1);
  return {
    size,
    isOrdered: true,
    // What lies between two cells belongs to the lower one.
    cellOf: (value) => {
      const cell = Math.ceil((onLine(Number(value)) - first) / width - 0.5);
      return Math.min(size - 1, Math.max(0, cell));
    },
  };
}
