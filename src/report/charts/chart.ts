import type { Run } from '../../runs/record.ts';
import type { RunPredictions } from '../../runs/predictions.ts';
import type { ChartSpec } from './chart-spec.ts';
import type { Embedding } from './embedding.ts';
import type { LegendEntry } from './legend.ts';
import type { StudyResults } from '../study/study-results.ts';
import type { ChartPalette } from './palette.ts';
import type { StepRate } from './schedule.ts';

/** A run and what there is of it that charts may need. */
export interface ChartSubject {
  readonly run: Run;
  /** What it said of test and validation images, where it has been kept. */
  readonly predictions?: RunPredictions | undefined;
  /** The learning rates of its steps, where they are known better than by the history. */
  readonly learningRates?: readonly StepRate[] | undefined;
  /** What its last hidden layer makes of test images, by each method by which it has been worked out. */
  readonly embeddings?: readonly Embedding[] | undefined;
}

/** How a chart is drawn of its plain data. */
export interface ChartDrawer<Info = unknown> {
  /** What its files are called; small letters and hyphens. */
  readonly name: string;
  readonly title: string;
  /** The ECharts option, without a legend. */
  spec(info: Info, palette: ChartPalette): ChartSpec;
  /** What its colours mean, where it does not say it itself. */
  legend?(info: Info, palette: ChartPalette): LegendEntry[];
  /** What a reader must know besides: what was put together, left out or drawn at the edge. Empty where there is nothing. */
  note?(info: Info): string;
  /** The size that it is drawn for, in pixels, without the legend. */
  size(info: Info): { readonly width: number; readonly height: number };
}

/** A chart of runs: `info` takes plain data out of them, `spec` draws them. */
export interface ChartDefinition<Info = unknown> extends ChartDrawer<Info> {
  /** Whether there is one of every run, or one of all runs on the same data. */
  readonly of: 'run' | 'data';
  /**
   * What runs are lacking of which it shows nothing: `a finished epoch`. Not given where it is of something that reports
   * are made without, so that nobody misses it.
   */
  readonly needs?: string;
  /**
   * What it shows: of one run, or of runs on the same data, which come best first; undefined where there is nothing.
   */
  info(subjects: readonly ChartSubject[]): Info | undefined;
}

export function defineChart<Info>(definition: ChartDefinition<Info>): ChartDefinition<Info> {
  return definition;
}

/** One of the drawings of a chart. */
export interface ChartPanel<Info = unknown> {
  /** Tells it from the others; empty where there is only one. */
  readonly key: string;
  /** What it adds to the title of the chart: `of learningRate`. */
  readonly title: string;
  readonly info: Info;
}

/** A chart of studies, in one or several drawings: one a parameter, or one a pair of objectives. */
export interface StudyChartDefinition<Info = unknown> extends ChartDrawer<Info> {
  /** Whether there is one of every study, or one of all studies with the same objective. */
  readonly of: 'study' | 'studies';
  /** What a study is lacking of which it shows nothing: `a complete trial`; not given where nobody misses it. */
  readonly needs?: string;
  /** What it shows; none where there is nothing. */
  panels(studies: readonly StudyResults[]): readonly ChartPanel<Info>[];
}

export function defineStudyChart<Info>(definition: StudyChartDefinition<Info>): StudyChartDefinition<Info> {
  return definition;
}
