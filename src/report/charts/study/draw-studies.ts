import type { StudyResults } from '../../study/study-results.ts';
import type { StudyChartDefinition } from '../chart.ts';
import {
  drawChart,
  fileName,
  type ChartDrawing,
  type DrawnCharts,
  type SkippedChart,
} from '../draw-charts.ts';
import type { ChartPalette } from '../palette.ts';
import { studyChartDefinitions } from './index.ts';

interface Group {
  readonly studies: readonly StudyResults[];
  /** What sets the names of its files apart; empty where there is only one. */
  readonly suffix: string;
  /** Of what the charts are, in words. */
  readonly of: string;
}

/** Studies that have the same first objective, which charts of several can show together. */
export function comparableStudies(studies: readonly StudyResults[]): StudyResults[][] {
  const groups = new Map<string, StudyResults[]>();
  for (const study of studies) {
    const { metric, direction, images } = study.objectives[0]!;
    const key = JSON.stringify([metric, direction, images]);
    groups.set(key, [...(groups.get(key) ?? []), study]);
  }
  return [...groups.values()];
}

function drawGroup(kind: StudyChartDefinition['of'], group: Group, palette: ChartPalette): DrawnCharts {
  const drawings: ChartDrawing[] = [];
  const skipped: SkippedChart[] = [];
  for (const chart of studyChartDefinitions.filter(({ of }) => of === kind)) {
    const panels = chart.panels(group.studies);
    if (panels.length === 0 && chart.needs !== undefined)
      skipped.push({ chart: chart.name, of: group.of, needs: chart.needs });
    const names = new Set<string>();
    for (const { key, title, info } of panels) {
      const name = ownName(chart.name + group.suffix + (key === '' ? '' : `-${fileName(key)}`), names);
      drawings.push(drawChart(chart, info, { name, title: `${chart.title}${title}: ${group.of}`, palette }));
    }
  }
  return { drawings, skipped };
}

/** A name that is not taken yet: parameters that differ in signs alone have equal names of files. */
function ownName(name: string, taken: Set<string>): string {
  let own = name;
  for (let number = 2; taken.has(own); number++) own = `${name}-${number}`;
  taken.add(own);
  return own;
}

/**
 * Draws every chart of studies: those of one study for each, those of several for all with the same objective.
 *
 * @example drawStudies([studyResults(study)], filePalettes.light).drawings.map(({ name }) => name);
 */
export function drawStudies(studies: readonly StudyResults[], palette: ChartPalette): DrawnCharts {
  const alone = studies.length === 1;
  const groups = comparableStudies(studies);
  const drawn = [
    ...groups.map((members, index) =>
      drawGroup(
        'studies',
        {
          studies: members,
          suffix: groups.length === 1 ? '' : `-${index + 1}-${fileName(members[0]!.objectives[0]!.metric)}`,
          of: members.map(({ name }) => name).join(', '),
        },
        palette,
      ),
    ),
    ...studies.map((study, index) =>
      drawGroup(
        'study',
        {
          studies: [study],
          suffix: alone ? '' : `-${index + 1}-${fileName(study.name)}`,
          of: study.name,
        },
        palette,
      ),
    ),
  ];
  return {
    drawings: drawn.flatMap(({ drawings }) => drawings),
    skipped: drawn.flatMap(({ skipped }) => skipped),
  };
}
