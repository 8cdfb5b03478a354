import type { ChartDrawer } from './chart.ts';
import { chartDefinitions } from './index.ts';
import { studyChartDefinitions } from './study/index.ts';

/** How the chart of that name is drawn, of runs or of studies. */
export function chartDrawer(name: string): ChartDrawer {
  return [...chartDefinitions, ...studyChartDefinitions].find((chart) => chart.name === name)!;
}
