import { quantile } from '../../metrics/quantile.ts';
import { bestSoFar } from '../charts/study/history.ts';
import { shownRange, within } from '../charts/study/shown-range.ts';
import type { StudyResults } from '../study/study-results.ts';
import { printable } from '../text.ts';
import { fitText } from '../text-width.ts';
import { valueTick } from '../study/value-text.ts';
import { lineChart } from './line-chart.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';
import { terminalColors } from './terminal-colors.ts';

const ROWS = 9;
/** More points than a chart has columns are put together. */
const MOST_POINTS = 120;

/** The median of trials in a row, at the middle of them. */
function medians(values: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const size = Math.ceil(values.length / MOST_POINTS);
  if (size <= 1) return [...values];
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => {
    const part = values.slice(index * size, (index + 1) * size);
    const sorted = part.map(([, value]) => value).sort((a, b) => a - b);
    return [part[Math.floor(part.length / 2)]![0], quantile(sorted, 0.5)] as const;
  });
}

/** The values of complete trials in their order and the best so far, of the first objective, as a chart of lines. */
export function historyLines({ trials, objectives }: StudyResults, look: TerminalLook): string[] {
  const objective = objectives[0]!;
  const complete = trials.flatMap(({ number, state, values }) =>
    state === 'complete' ? [[number, values![0]!] as const] : [],
  );
  if (complete.length < 2) return [];
  const range = shownRange(
    complete.map(([, value]) => value),
    objective.direction,
  );
  const clamp = ([number, value]: readonly [number, number]) => [number, within(value, range)] as const;
  const best = bestSoFar(trials, objective, 0);
  // Level until the next better one.
  const steps = best.flatMap(([number, value], index) => {
    const next = best[index + 1]?.[0] ?? trials.length - 1;
    return [[number, value] as const, ...(next > number ? [[next, value] as const] : [])];
  });
  const lines = lineChart(
    {
      lines: [
        { points: medians(complete).map(clamp), color: terminalColors.validation, dashed: true },
        { points: steps.map(clamp), color: terminalColors.train, dashed: false },
      ],
      formatY: (value) => valueTick(value, objective),
      columns: Math.min(look.width, 90),
      rows: ROWS,
    },
    look,
  );
  const legend = [
    paint('─ best so far', { color: terminalColors.train }, look),
    paint('╌ complete trials', { color: terminalColors.validation }, look),
  ];
  return [
    paint(fitText(printable(`${objective.metric} by trial`), look.width), { faint: true }, look),
    legend.join('  '),
    ...lines,
  ];
}
