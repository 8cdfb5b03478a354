import type { ClassificationReport } from '../metrics/classification-report.ts';
import type { EpochRecord, Run, RunDataFacts, RunRecord, UnreadableRun } from '../runs/record.ts';
import { compareRanking, type Comparison } from './comparison/comparison.ts';
import { diagnosisOf, type Diagnosis } from './diagnosis/diagnosis.ts';
import { findings, type Finding } from './findings.ts';
import { rankRuns, type RankingRow } from './ranking.ts';
import { reproduceCommand } from './reproduce.ts';
import { runLabels } from './run-label.ts';
import type { TestAnswers } from './test-answers.ts';

/** The form of the document. A number more means that a reader of this one would misread it; new fields do not count. */
export const REPORT_DOCUMENT_VERSION = 1;

/** A ranking of the complete runs on one data set. */
export interface DocumentRanking {
  readonly data: RunDataFacts;
  /** Best first. */
  readonly rows: readonly RankingRow[];
  readonly findings: readonly Finding[];
  /** How the models compare, and what the data support. */
  readonly comparison: Comparison;
}

/** Everything about one run. */
export interface DocumentRun {
  readonly id: string;
  readonly folder: string;
  /** What it is called in this report. */
  readonly label: string;
  readonly record: RunRecord;
  readonly history: readonly EpochRecord[];
  /** Every figure on the test images; null where the run's predictions have not been kept. */
  readonly classification: ClassificationReport | null;
  /** What its curves and mistakes show. */
  readonly diagnosis: Diagnosis;
  /** What trains it again to the same bits. */
  readonly command: string;
}

/** A report as data: what `atelier report --format json` writes, and what the other formats are made of. */
export interface ReportDocument {
  readonly format: 'atelier-report';
  readonly version: typeof REPORT_DOCUMENT_VERSION;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly rankings: readonly DocumentRanking[];
  /** Ranked runs first and in their order. */
  readonly runs: readonly DocumentRun[];
  /** Folders that were asked for but could not be read, with the reason. */
  readonly unreadable: readonly UnreadableRun[];
}

/** What a document is made of. */
export interface ReportDocumentInput {
  readonly runs: readonly Run[];
  readonly unreadable: readonly UnreadableRun[];
  /** The figures of runs on their test images, by the ids of the runs. */
  readonly classifications: ReadonlyMap<string, ClassificationReport>;
  /** What runs took their test images for, by their ids. */
  readonly answers: ReadonlyMap<string, TestAnswers>;
  readonly createdAt: Date;
}

/**
 * Puts together everything that there is to say of runs.
 *
 * @example
 * const run = await readRun('runs/2026-11-21-0534-cnn');
 * reportDocument({ runs: [run], unreadable: [], classifications: new Map(), answers: new Map(), createdAt: new Date() });
 */
export function reportDocument(input: ReportDocumentInput): ReportDocument {
  const rankings = rankRuns(input.runs);
  const order = new Map(rankings.flatMap(({ rows }) => rows).map(({ runId }, index) => [runId, index]));
  const place = ({ id }: Run): number => order.get(id) ?? order.size;
  const labels = runLabels(input.runs);
  return {
    format: 'atelier-report',
    version: REPORT_DOCUMENT_VERSION,
    createdAt: input.createdAt.toISOString(),
    rankings: rankings.map((ranking) => ({
      data: ranking.data,
      rows: ranking.rows,
      findings: findings(ranking, input.runs),
      comparison: compareRanking(ranking, input.runs, input.answers),
    })),
    runs: [...input.runs]
      .sort((a, b) => place(a) - place(b))
      .map((run) => ({
        id: run.id,
        folder: run.folder,
        label: labels.get(run.id)!,
        record: run.record,
        history: run.history,
        classification: input.classifications.get(run.id) ?? null,
        diagnosis: diagnosisOf(run),
        command: reproduceCommand(run),
      })),
    unreadable: input.unreadable,
  };
}
