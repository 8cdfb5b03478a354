import type { StudyChartDefinition } from '../chart.ts';
import { historyChart } from './history.ts';

/** Every chart of studies. */
export const studyChartDefinitions: readonly StudyChartDefinition[] = [historyChart];
