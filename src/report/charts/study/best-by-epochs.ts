import { isBetter, isEnded, type Trial } from '../../../tune/trial.ts';
import { epochsOf, type ObjectiveFacts, type StudyResults } from '../../study/study-results.ts';
import { valueText } from '../../study/value-text.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame, tooltipStyle, xAxisStyle } from '../frame.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { formatTick } from '../tick-format.ts';
import { within, type ShownRange } from './shown-range.ts';
import { studyLineLegend, studyLineSeries, type StudyLine } from './study-lines.ts';
import { objectiveRange, valueAxisY } from './value-axis.ts';

/** What a chart of the best value by what it cost shows. */
interface BestByEpochsInfo {
  readonly objective: ObjectiveFacts;
  /** What the cost is counted in: `epoch`. */
  readonly step: string;
  readonly range: ShownRange;
  readonly lines: readonly StudyLine[];
}

/** The best value after so many epochs of all trials that had ended by then, pruned and failed ones included. */
function bestLine(study: StudyResults): StudyLine {
  const { direction } = study.objectives[0]!;
  const endOf = ({ endedAt }: Trial): number => endedAt ?? Infinity;
  const ended = study.trials.filter(isEnded).sort((a, b) => endOf(a) - endOf(b) || a.number - b.number);
  const points: (readonly [number, number])[] = [];
  let epochs = 0;
  for (const trial of ended) {
    epochs += epochsOf(study, trial);
    const value = trial.state === 'complete' ? trial.values![0]! : undefined;
    const last = points.at(-1);
    if (value !== undefined && (last === undefined || isBetter(value, last[1], direction)))
      points.push([epochs, value]);
  }
  const last = points.at(-1);
  return {
    study: study.name,
    points: last !== undefined && last[0] < epochs ? [...points, [epochs, last[1]]] : points,
  };
}

function bestByEpochsInfo(studies: readonly StudyResults[]): BestByEpochsInfo | undefined {
  const counted = studies.filter((study) => study.trials.some((trial) => epochsOf(study, trial) > 0));
  const lines = counted.map(bestLine).filter(({ points }) => points.length > 0);
  if (lines.length === 0) return undefined;
  const objective = counted[0]!.objectives[0]!;
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  return { objective, step: counted[0]!.step, range: objectiveRange(values, objective), lines };
}

function bestByEpochsSpec(info: BestByEpochsInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const { objective, range, step } = info;
  const x = xAxisStyle(palette);
  const clamped = info.lines.map(({ study, points }) => ({
    study,
    points: points.map(([at, value]) => [at, within(value, range)] as const),
  }));
  return {
    ...frame,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? valueText(value, objective) : ''),
    },
    xAxis: {
      ...x,
      type: 'value',
      name: `${step}s spent on all trials`,
      min: 0,
      axisLabel: { ...x.axisLabel, formatter: formatTick, hideOverlap: true },
    },
    yAxis: valueAxisY(objective, range, palette),
    series: studyLineSeries(clamped, palette),
  };
}

/** What was reached for how much training: the fair way to compare studies that prune with those that do not. */
export const bestByEpochsChart = defineStudyChart({
  name: 'study-best-by-epochs',
  title: 'Best so far by training spent',
  of: 'studies',
  needs: 'a complete trial whose epochs are known',
  panels: (studies) => {
    const info = bestByEpochsInfo(studies);
    return info === undefined ? [] : [{ key: '', title: '', info }];
  },
  spec: bestByEpochsSpec,
  legend: ({ lines }, palette) => studyLineLegend(lines, palette),
  note: ({ step }) =>
    `${step}s of pruned and failed trials count as well.`.replace(/^./, (c) => c.toUpperCase()),
  size: () => ({ width: 640, height: 340 }),
});
