import type { StudyChartDefinition } from '../chart.ts';
import { bestByEpochsChart } from './best-by-epochs.ts';
import { contourChart } from './contour.ts';
import { edfChart } from './edf.ts';
import { historyChart } from './history.ts';
import { importanceChart } from './importance.ts';
import { learningCurvesChart } from './learning-curves.ts';
import { parallelChart } from './parallel.ts';
import { paretoChart } from './pareto.ts';
import { sliceChart } from './slice.ts';
import { timelineChart } from './timeline.ts';

/** Every chart of studies. */
export const studyChartDefinitions: readonly StudyChartDefinition[] = [
  importanceChart,
  historyChart,
  bestByEpochsChart,
  learningCurvesChart,
  paretoChart,
  edfChart,
  sliceChart,
  contourChart,
  parallelChart,
  timelineChart,
];
