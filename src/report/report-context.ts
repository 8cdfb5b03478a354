import type { RunPredictions } from '../runs/predictions.ts';
import type { Run, RunDataFacts, UnreadableRun } from '../runs/record.ts';
import type { ChartSubject } from './charts/chart.ts';
import { compareRanking, type Comparison } from './comparison/comparison.ts';
import type { Embedding } from './charts/embedding.ts';
import type { StepRate } from './charts/schedule.ts';
import type { ImageSheets } from './image-sheets.node.ts';
import type { PageScript } from './page-script.node.ts';
import { rankRuns, type Ranking } from './ranking.ts';
import { runLabels } from './run-label.ts';
import type { StudyResults } from './study/study-results.ts';
import { testAnswers, type TestAnswers } from './test-answers.ts';

/** What a report is about. */
export interface ReportInput {
  /** Runs of any status; only complete ones are ranked. */
  readonly runs: readonly Run[];
  /** Folders that were asked for but could not be read; they are listed with the reason. */
  readonly unreadable?: readonly UnreadableRun[];
  /** What runs said of their test images, by the ids of the runs. */
  readonly predictions?: ReadonlyMap<string, RunPredictions>;
  /** What runs took their test images for, by their ids; those of `predictions` unless given. */
  readonly answers?: ReadonlyMap<string, TestAnswers>;
  /** The learning rates of runs' steps, by their ids; those of epochs unless given. */
  readonly learningRates?: ReadonlyMap<string, readonly StepRate[]>;
  /** Pictures of test images, by `imagesKey`. */
  readonly images?: ReadonlyMap<string, ImageSheets>;
  /** What is inside the models, by the ids of the runs. */
  readonly insights?: ReadonlyMap<string, RunInsight>;
  /** Studies, in the order in which they are told. */
  readonly studies?: readonly StudyResults[];
  /** What makes the page answer to clicks; without it, it only shows. */
  readonly script?: PageScript;
  /** When the report is made. */
  readonly createdAt: Date;
}

/** A run that is looked at closely, image by image. */
export interface CloseRun {
  readonly run: Run;
  readonly label: string;
  readonly predictions: RunPredictions | undefined;
  /** The pictures of its test images, where they are to be had. */
  readonly images: ImageSheets | undefined;
  readonly insight: RunInsight | undefined;
}

/** What can be seen inside a run's model. */
export interface RunInsight {
  /** Where it looks in some test images. */
  readonly maps: {
    readonly method: 'gradcam' | 'occlusion';
    /** Which test images, in the order of the tiles. */
    readonly indices: readonly number[];
    readonly images: ImageSheets;
  };
  /** Its first filters, as the address of a picture. */
  readonly filters: { readonly name: string; readonly address: string } | undefined;
  /** How it sees test images, by each method. */
  readonly embeddings: readonly Embedding[];
}

/** What the sections of a page are made of. */
export interface ReportContext {
  /** Ranked runs first and in their order, so that a run has one colour and place all through the page. */
  readonly runs: readonly Run[];
  readonly unreadable: readonly UnreadableRun[];
  readonly studies: readonly StudyResults[];
  readonly labels: ReadonlyMap<string, string>;
  readonly rankings: readonly Ranking[];
  /** What the data support, a comparison for each ranking. */
  readonly comparisons: readonly Comparison[];
  /** Runs on the same data together, ranked ones first. */
  readonly groups: readonly { readonly data: RunDataFacts; readonly subjects: readonly ChartSubject[] }[];
  /** The best runs. */
  readonly close: readonly CloseRun[];
  /** Sets of test images, each with its pictures where they are to be had; runs on the same pictures share one. */
  readonly sets: readonly TestSet[];
}

/** A set of test images of the best runs. */
export interface TestSet {
  readonly runs: readonly CloseRun[];
  readonly images: ImageSheets | undefined;
}

/** How many runs a page shows image by image; figures and curves it shows of all. */
export const CLOSE_RUNS = 8;

/** How many runs a page lists with all that is known of each; others it counts, and draws in its charts. */
export const LISTED_RUNS = 100;

/** Names a set of test images: runs with the same key were tested on the same ones. */
export function imagesKey({ record }: Run): string {
  return `${record.data.digest} ${record.data.testCount}`;
}

/** Puts together what the sections need. */
export function reportContext(input: ReportInput): ReportContext {
  const rankings = rankRuns(input.runs);
  const order = new Map(rankings.flatMap(({ rows }) => rows).map(({ runId }, index) => [runId, index]));
  const place = (run: Run): number => order.get(run.id) ?? order.size;
  const runs = [...input.runs].sort((a, b) => place(a) - place(b));
  const labels = runLabels(runs);
  const images = input.images ?? new Map<string, ImageSheets>();
  const close = runs
    .filter(({ record }) => record.status === 'complete')
    .slice(0, CLOSE_RUNS)
    .map((run) => ({
      run,
      label: labels.get(run.id)!,
      predictions: input.predictions?.get(run.id),
      images: images.get(imagesKey(run)),
      insight: input.insights?.get(run.id),
    }));
  return {
    runs,
    unreadable: input.unreadable ?? [],
    studies: input.studies ?? [],
    labels,
    rankings,
    comparisons: rankings.map((ranking) => compareRanking(ranking, runs, answersOf(input))),
    groups: dataGroups(runs, input),
    close,
    sets: testSets(close),
  };
}

function answersOf({ answers, predictions }: ReportInput): ReadonlyMap<string, TestAnswers> {
  return answers ?? new Map([...(predictions ?? [])].map(([id, { test }]) => [id, testAnswers(test)]));
}

/** Runs on the same data together, with what charts need of them. */
function dataGroups(
  runs: readonly Run[],
  { predictions, learningRates }: ReportInput,
): ReportContext['groups'] {
  const byData = new Map<string, Run[]>();
  for (const run of runs) byData.set(imagesKey(run), [...(byData.get(imagesKey(run)) ?? []), run]);
  return [...byData.values()].map((group) => ({
    data: group[0]!.record.data,
    subjects: group.map((run) => ({
      run,
      predictions: predictions?.get(run.id),
      learningRates: learningRates?.get(run.id),
    })),
  }));
}

/** Runs that were tested on the same images; the pictures of two data sets that have the same test images are one object. */
function testSets(close: readonly CloseRun[]): TestSet[] {
  const sets = new Map<unknown, CloseRun[]>();
  for (const each of close) {
    const key = each.images ?? imagesKey(each.run);
    sets.set(key, [...(sets.get(key) ?? []), each]);
  }
  return [...sets.values()].map((runs) => ({ runs, images: runs[0]!.images }));
}
