import { classificationReport } from '../../src/metrics/classification-report.ts';
import { reportDocument, type ReportDocument } from '../../src/report/report-document.ts';
import { testAnswers } from '../../src/report/test-answers.ts';
import { chartSubjects } from './chart-subjects.ts';
import { fixtureRun } from '../cli/fixture-runs.ts';

/** A report of the golden runs, the last of which has kept no predictions, one that failed and one that is unreadable. */
export function exampleDocument(): ReportDocument {
  const subjects = chartSubjects();
  const failed = fixtureRun({ name: 'broken', hits: 0, epochs: 0, status: 'failed', minute: 9 });
  return reportDocument({
    runs: [failed, ...subjects.map(({ run }) => run)],
    unreadable: [{ id: 'gone', folder: 'runs/gone', reason: 'no "run.json"' }],
    classifications: new Map(
      subjects.slice(0, 2).map(({ run, predictions }) => [run.id, classificationReport(predictions!.test)]),
    ),
    answers: new Map(
      subjects.slice(0, 2).map(({ run, predictions }) => [run.id, testAnswers(predictions!.test)]),
    ),
    createdAt: new Date('2026-11-21T06:00:00Z'),
  });
}
