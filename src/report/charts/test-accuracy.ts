import type { Run } from '../../runs/record.ts';
import { formatPercent, formatPercentInterval } from '../format.ts';
import { rankRuns } from '../ranking.ts';
import { runLabels } from '../run-label.ts';
import { seedGroups } from '../seed-groups.ts';
import type { ChartSpec } from './chart-spec.ts';
import { frame, tooltipStyle, xAxisStyle } from './frame.ts';
import { intervalBars } from './interval-bars.ts';
import { shorten, type LegendEntry } from './legend.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { rowAxis, rowGrid } from './row-axis.ts';
import { namedRuns, seriesColor } from './series-style.ts';
import { formatPercentTick } from './tick-format.ts';

/** The most runs that are drawn: more rows than that are a list, not a picture. */
const MOST_RUNS = 60;

/** The test accuracy of one run. */
export interface RunAccuracy {
  readonly runId: string;
  readonly label: string;
  /** The run's place among all runs of the report, from 0. */
  readonly place: number;
  readonly seed: number;
  readonly accuracy: number;
  /** The 95% interval for the number of test images. */
  readonly low: number;
  readonly high: number;
}

/** Runs of one recipe with different seeds, or a single run. */
export interface AccuracyGroup {
  readonly label: string;
  readonly mean: number;
  readonly runs: readonly RunAccuracy[];
}

/** What a chart of test accuracies shows. */
export interface TestAccuracyInfo {
  readonly runCount: number;
  /** By falling mean. */
  readonly groups: readonly AccuracyGroup[];
  /** How many complete runs there are besides, for which there is no room. */
  readonly omitted: number;
}

/** The test accuracies of complete runs on the same data, which come best first; seeds of one recipe together. */
export function testAccuracyInfo(runs: readonly Run[]): TestAccuracyInfo {
  const rows = new Map(rankRuns(runs).flatMap((ranking) => ranking.rows.map((row) => [row.runId, row])));
  const labels = runLabels(runs);
  const places = new Map(runs.map(({ id }, place) => [id, place]));
  const ofRun = ({ id, record }: Run): RunAccuracy => {
    const { testAccuracy, testInterval } = rows.get(id)!;
    const { low, high } = testInterval;
    const [label, place] = [labels.get(id)!, places.get(id)!];
    return { runId: id, label, place, seed: record.seed, accuracy: testAccuracy, low, high };
  };
  const groups = seedGroups(runs.filter(({ id }) => rows.has(id))).map(({ name, runs: members, bySeed }) => {
    const accuracies = members.map(ofRun).sort((a, b) => b.accuracy - a.accuracy);
    const mean = accuracies.reduce((sum, { accuracy }) => sum + accuracy, 0) / accuracies.length;
    const label =
      members.length === 1
        ? accuracies[0]!.label
        : `${name} (${bySeed.size} ${bySeed.size === 1 ? 'seed' : 'seeds'})`;
    return { label, mean, runs: accuracies };
  });
  groups.sort((a, b) => b.mean - a.mean);
  const shown = roomFor(groups, MOST_RUNS);
  const drawn = shown.reduce((sum, group) => sum + group.runs.length, 0);
  return { runCount: runs.length, groups: shown, omitted: rows.size - drawn };
}

/** The first groups, with so many runs; of one that is too large some runs, evenly from the best to the worst. */
function roomFor(groups: readonly AccuracyGroup[], most: number): AccuracyGroup[] {
  let room = most;
  return groups.flatMap((group) => {
    const count = Math.min(room, group.runs.length);
    room -= count;
    if (count === 0) return [];
    const step = (group.runs.length - 1) / Math.max(1, count - 1);
    return [{ ...group, runs: Array.from({ length: count }, (_, at) => group.runs[Math.round(at * step)]!) }];
  });
}

const LINE = 22;

/** The height in pixels that gives every run a line. */
export function testAccuracyHeight({ groups }: TestAccuracyInfo): number {
  const lines = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  return 70 + LINE * (lines + 0.4 * (groups.length - 1));
}

/** A group with the line of its middle, counted from the top. */
interface PlacedGroup extends AccuracyGroup {
  readonly first: number;
  readonly middle: number;
}

/** Groups below each other, with a little room between them. */
function placed({ groups }: TestAccuracyInfo): PlacedGroup[] {
  let first = 0;
  return groups.map((group) => {
    const own = { ...group, first, middle: first + (group.runs.length - 1) / 2 };
    first += group.runs.length + 0.4;
    return own;
  });
}

const MEAN_DASHES = [3, 3];

/** A short upright line at the mean of each group that has several runs. */
function means(groups: readonly PlacedGroup[], palette: ChartPalette) {
  return {
    type: 'line' as const,
    name: 'mean',
    silent: true,
    z: 1,
    symbol: 'none',
    lineStyle: { color: palette.text, width: 1.5, type: MEAN_DASHES },
    data: groups.flatMap(({ mean, first, runs }) =>
      runs.length === 1
        ? []
        : [
            [mean, first - 0.45],
            [mean, first + runs.length - 0.55],
            ['-', '-'],
          ],
    ),
  };
}

/**
 * Draws test accuracies with their 95% intervals, a line a run, seeds of one recipe together with their mean as a dashed
 * line.
 */
export function testAccuracySpec(info: TestAccuracyInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const groups = placed(info);
  const lines = groups.flatMap(({ runs, first }) => runs.map((run, index) => ({ run, at: first + index })));
  const color = ({ place }: RunAccuracy): string =>
    place < namedRuns(info.runCount) ? seriesColor(place, palette) : palette.muted;
  const rows = groups.map(({ label, middle }) => ({ name: shorten(label, 28), at: middle }));
  const style = xAxisStyle(palette);
  const omitted = info.omitted === 0 ? '' : `; ${info.omitted} runs have no room`;
  return {
    ...frame,
    grid: rowGrid(rows),
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'item',
      formatter: (item) => {
        const { run } = lines[(item as { dataIndex: number }).dataIndex]!;
        return `${run.label}, seed ${run.seed}\n${formatPercent(run.accuracy)} (${formatPercentInterval(run)})`;
      },
    },
    xAxis: {
      ...style,
      type: 'value',
      scale: true,
      name: `test accuracy, 95% interval${omitted}`,
      splitLine: { show: true, lineStyle: { color: palette.grid } },
      axisLabel: { ...style.axisLabel, formatter: formatPercentTick, hideOverlap: true },
    },
    yAxis: rowAxis(rows, palette, (lines.at(-1)?.at ?? 0) + 1),
    series: [
      means(groups, palette),
      intervalBars(
        lines.map(({ run, at }) => ({ at, low: run.low, high: run.high, color: color(run) })),
        'horizontal',
      ),
      {
        type: 'scatter',
        symbol: 'circle',
        symbolSize: 9,
        data: lines.map(({ run, at }) => ({
          value: [run.accuracy, at],
          itemStyle: { color: color(run), borderColor: palette.ground, borderWidth: 0.75, opacity: 1 },
        })),
      },
    ],
  };
}

/** What the dashed lines mean, where there are any. */
export function testAccuracyLegend(
  { groups }: TestAccuracyInfo,
  palette: ChartPalette = pagePalette,
): LegendEntry[] {
  if (groups.every(({ runs }) => runs.length === 1)) return [];
  return [{ label: 'mean of seeds', color: palette.text, mark: { line: MEAN_DASHES } }];
}
