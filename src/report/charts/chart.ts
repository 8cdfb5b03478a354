import type { Run } from '../../runs/record.ts';
import type { RunPredictions } from '../../runs/predictions.ts';
import type { ChartSpec } from './chart-spec.ts';
import type { Embedding } from './embedding.ts';
import type { LegendEntry } from './legend.ts';
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

/** A chart of reports: `info` takes plain data out of runs, `spec` draws them. */
export interface ChartDefinition<Info = unknown> {
  /** What its files are called; small letters and hyphens. */
  readonly name: string;
  readonly title: string;
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
  /** The ECharts option, without a legend. */
  spec(info: Info, palette: ChartPalette): ChartSpec;
  /** What its colours mean, where it does not say it itself. */
  legend?(info: Info, palette: ChartPalette): LegendEntry[];
  /** The size that it is drawn for, in pixels, without the legend. */
  size(info: Info): { readonly width: number; readonly height: number };
}

export function defineChart<Info>(definition: ChartDefinition<Info>): ChartDefinition<Info> {
  return definition;
}
