/** The colours of a chart. Any CSS colour will do, a variable of the page included. */
export interface ChartPalette {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** One for each run, used again from the start where there are more runs. */
  readonly series: readonly string[];
  /** Cells of the confusion matrix: right, wrong, and what is written on a strongly coloured cell. */
  readonly right: string;
  readonly wrong: string;
  readonly onCell: string;
}

/** Colours that the page sets, so that one drawing serves its light and its dark theme. */
export const pagePalette: ChartPalette = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  series: Array.from({ length: 8 }, (_, index) => `var(--series-${index + 1})`),
  right: 'var(--right)',
  wrong: 'var(--wrong)',
  onCell: 'var(--on-cell)',
};
