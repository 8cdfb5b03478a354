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

/** The light theme's colours, for charts in files of their own. */
export const filePalette: ChartPalette = {
  text: '#1b1f24',
  muted: '#59626d',
  grid: '#d9dee4',
  series: ['#0b62a8', '#c4511a', '#00795a', '#a3487f'],
  right: '#1f6fb4',
  wrong: '#c4511a',
  onCell: '#ffffff',
};
