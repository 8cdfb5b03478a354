import type { EpochRecord } from '../../runs/record.ts';
import { formatLoss, formatPercent } from '../format.ts';
import { fitText, padText, textWidth } from '../text-width.ts';
import type { Rgb } from './color.ts';
import { terminalColors } from './terminal-colors.ts';
import { lineChart } from './line-chart.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';
import { sparkline } from './sparkline.ts';

type Metric = 'accuracy' | 'loss';

/** Odd, so that labels stand in even distances. */
const ROWS = 9;
const GAP = '   ';
/** What one chart must have at least, so that two stand side by side. */
const LEAST_COLUMNS = 38;
const SPARK_COLUMNS = 48;
const LABEL_COLUMNS = 15;

const FORMATS: Record<
  Metric,
  { title: string; last: (value: number) => string; tick: (value: number, decimals: number) => string }
> = {
  accuracy: {
    title: 'Accuracy by epoch',
    last: formatPercent,
    tick: (value, decimals) => `${(100 * value).toFixed(Math.max(0, decimals - 2))}%`,
  },
  loss: {
    title: 'Loss by epoch',
    last: formatLoss,
    tick: (value, decimals) => value.toFixed(decimals),
  },
};

/** Learning curves of training and validation as charts: side by side where there is room, else one below the other. */
export function curveCharts(history: readonly EpochRecord[], look: TerminalLook): string[] {
  const beside = Math.floor((look.width - GAP.length) / 2);
  if (beside < LEAST_COLUMNS) {
    return [...chart(history, 'accuracy', look.width, look), '', ...chart(history, 'loss', look.width, look)];
  }
  const [left, right] = [chart(history, 'accuracy', beside, look), chart(history, 'loss', beside, look)];
  return left.map((line, at) => `${line}${GAP}${right[at]!}`.trimEnd());
}

/** One chart under its title and legend, which tells the last values; every line padded to the columns. */
function chart(
  history: readonly EpochRecord[],
  metric: Metric,
  columns: number,
  look: TerminalLook,
): string[] {
  const { title, last, tick } = FORMATS[metric];
  const train = history.map(({ epoch, train: figures }) => [epoch, figures[metric]] as const);
  const validation = history.flatMap(({ epoch, val }) =>
    val === undefined ? [] : [[epoch, val[metric]] as const],
  );
  const lines = lineChart(
    {
      lines: [
        { points: train, color: terminalColors.train, dashed: true },
        { points: validation, color: terminalColors.validation, dashed: false },
      ],
      formatY: tick,
      columns,
      rows: ROWS,
    },
    look,
  );
  const keys = [
    { text: '╌ train', last: last(train.at(-1)![1]), color: terminalColors.train },
    ...validation
      .slice(-1)
      .map(([, value]) => ({ text: '─ validation', last: last(value), color: terminalColors.validation })),
  ];
  return [
    paint(padText(fitText(title, columns), columns, 'left'), { bold: true }, look),
    legend(keys, columns, look),
    ...lines,
  ];
}

interface LegendKey {
  readonly text: string;
  readonly last: string;
  readonly color: Rgb;
}

/** What each line is, with its last value where there is room for all. */
function legend(keys: readonly LegendKey[], columns: number, look: TerminalLook): string {
  const widthOf = (texts: readonly string[]): number => textWidth(texts.join('  '));
  const whole = keys.map(({ text, last }) => `${text} ${last}`);
  const texts = widthOf(whole) <= columns ? whole : keys.map(({ text }) => text);
  const painted = texts.map((text, at) => paint(text, { color: keys[at]!.color }, look)).join('  ');
  return painted + ' '.repeat(Math.max(0, columns - widthOf(texts)));
}

function rateText(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}

/** The first and the last value, and the highest where it is neither. */
function ends(values: readonly number[], format: (value: number) => string): string {
  const [first, last, most] = [values[0]!, values.at(-1)!, Math.max(...values)].map(format);
  return `${first!} → ${last!}${most === first || most === last ? '' : `, at most ${most!}`}`;
}

/**
 * The learning rate, and the loss by step where it was kept, each as a sparkline with its ends.
 *
 * @param learningRates those of steps, where they are known; else those at the ends of the epochs are shown
 */
export function sparklines(
  history: readonly EpochRecord[],
  learningRates: readonly number[] | undefined,
  look: TerminalLook,
): string[] {
  const rates = learningRates ?? history.map(({ learningRate }) => learningRate);
  const losses = history.flatMap(({ stepLosses = [] }) => stepLosses);
  const line = (title: string, values: readonly number[], text: string): string => {
    const columns = Math.max(8, Math.min(SPARK_COLUMNS, look.width - LABEL_COLUMNS - 2 - textWidth(text)));
    const drawn = paint(sparkline(values, columns), { color: terminalColors.validation }, look);
    return `${title.padEnd(LABEL_COLUMNS)}${drawn}  ${text}`;
  };
  return [
    line('Learning rate', rates, ends(rates, rateText)),
    ...(losses.length === 0 ? [] : [line('Step loss', losses, ends(losses, formatLoss))]),
  ];
}
