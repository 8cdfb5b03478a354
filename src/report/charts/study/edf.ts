import { quantile } from '../../../metrics/quantile.ts';
import type { ObjectiveFacts, StudyResults } from '../../study/study-results.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame, tooltipStyle, yAxisStyle } from '../frame.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { formatPercentTick } from '../tick-format.ts';
import { within, type ShownRange } from './shown-range.ts';
import { studyLineLegend, studyLineSeries, type StudyLine } from './study-lines.ts';
import { edgeNote, objectiveRange, valueAxisX } from './value-axis.ts';

/** What a chart of how values are distributed shows. */
interface EdfInfo {
  readonly objective: ObjectiveFacts;
  readonly range: ShownRange;
  readonly lines: readonly StudyLine[];
}

/** More steps than that cannot be seen. */
const MOST_POINTS = 200;

/** The share of complete trials with at most each value: the empirical distribution function. */
function edfLine({ name, trials }: StudyResults): StudyLine {
  const sorted = trials
    .flatMap(({ state, values }) => (state === 'complete' ? [values![0]!] : []))
    .sort((a, b) => a - b);
  const { length } = sorted;
  if (length <= MOST_POINTS)
    return { study: name, points: sorted.map((value, index) => [value, (index + 1) / length]) };
  return {
    study: name,
    points: Array.from({ length: MOST_POINTS }, (_, index) => {
      const share = (index + 1) / MOST_POINTS;
      return [quantile(sorted, share), share] as const;
    }),
  };
}

function edfInfo(studies: readonly StudyResults[]): EdfInfo | undefined {
  const objective = studies[0]?.objectives[0];
  const values = studies.flatMap(({ trials }) =>
    trials.flatMap(({ state, values: of }) => (state === 'complete' ? [of![0]!] : [])),
  );
  if (objective === undefined || values.length === 0) return undefined;
  const lines = studies.map(edfLine).filter(({ points }) => points.length > 0);
  return { objective, range: objectiveRange(values, objective), lines };
}

/** The line from the left edge to the right one: no trials before the first value, all after the last. */
function whole({ study, points }: StudyLine, range: ShownRange): StudyLine {
  const placed = points.map(([value, share]) => [within(value, range), share] as const);
  return { study, points: [[range.min, 0], ...placed, [range.max, 1]] };
}

function edfSpec({ objective, range, lines }: EdfInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const y = yAxisStyle(palette);
  return {
    ...frame,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      valueFormatter: (share) => (typeof share === 'number' ? formatPercentTick(share) : ''),
    },
    xAxis: valueAxisX(objective, range, palette),
    yAxis: {
      ...y,
      type: 'value',
      name: 'trials with at most that',
      min: 0,
      max: 1,
      axisLabel: { ...y.axisLabel, formatter: formatPercentTick },
    },
    series: studyLineSeries(
      lines.map((line) => whole(line, range)),
      palette,
    ),
  };
}

/** How values are distributed, several studies in one chart. */
export const edfChart = defineStudyChart({
  name: 'study-edf',
  title: 'Distribution of values',
  of: 'studies',
  needs: 'a complete trial',
  panels: (studies) => {
    const info = edfInfo(studies);
    return info === undefined ? [] : [{ key: '', title: '', info }];
  },
  spec: edfSpec,
  legend: ({ lines }, palette) => studyLineLegend(lines, palette),
  note: ({ range, objective }) => edgeNote(range, objective),
  size: () => ({ width: 640, height: 340 }),
});
