/** The colours of a chart. Any CSS colour will do, a variable of the page included. */
export interface ChartPalette {
  /** What is behind the chart; marks are set off from each other by a rim of it. */
  readonly ground: string;
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
  ground: 'var(--ground)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  series: Array.from({ length: 8 }, (_, index) => `var(--series-${index + 1})`),
  right: 'var(--right)',
  wrong: 'var(--wrong)',
  onCell: 'var(--on-cell)',
};

/**
 * The colours of the two themes. Those of runs are told apart by people with the common colour deficiencies, which a test
 * works out; the first four are after Okabe and Ito 2008.
 */
export const filePalettes = {
  light: {
    ground: '#ffffff',
    text: '#1b1f24',
    muted: '#59626d',
    grid: '#d9dee4',
    series: ['#0b62a8', '#c4511a', '#00795a', '#a3487f', '#732bda', '#822917', '#848ebd', '#c25fe3'],
    right: '#1f6fb4',
    wrong: '#c4511a',
    onCell: '#ffffff',
  },
  dark: {
    ground: '#14171b',
    text: '#e6e9ed',
    muted: '#a3adb8',
    grid: '#363d46',
    series: ['#6cb6f5', '#f28a54', '#3ecf9f', '#e08cbf', '#e3c14a', '#833ae9', '#0e7c60', '#ac3999'],
    right: '#3f8fd6',
    wrong: '#d9662b',
    onCell: '#0d0f12',
  },
} as const satisfies Record<string, ChartPalette>;

/** A theme of chart files. */
export type ChartTheme = keyof typeof filePalettes;
