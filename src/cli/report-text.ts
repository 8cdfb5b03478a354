import type { ClassificationReport } from '../metrics/classification-report.ts';
import type { ReportDocument } from '../report/report-document.ts';
import type { ComparedRuns } from './compared-runs.ts';
import { keptPredictions } from './kept-predictions.ts';

/** The formats of a report besides the page. */
export type TextFormat = 'md' | 'json' | 'csv';

/** Every figure of complete runs on their test images, where what they said has been kept. */
async function classificationsOf(
  runs: ComparedRuns['runs'],
): Promise<ReadonlyMap<string, ClassificationReport>> {
  const { classificationReport } = await import('../metrics/classification-report.ts');
  const found = new Map<string, ClassificationReport>();
  // One after the other, so that the predictions of one run alone are held.
  for (const run of runs) {
    if (run.record.status !== 'complete') continue;
    const predictions = await keptPredictions(run);
    if (predictions !== undefined) found.set(run.id, classificationReport(predictions.test));
  }
  return found;
}

/** A report as Markdown, JSON or CSV. */
export async function reportText(format: TextFormat, compared: ComparedRuns): Promise<string> {
  const { reportDocument } = await import('../report/report-document.ts');
  const { runs, unreadable, answers } = compared;
  const classifications = await classificationsOf(runs);
  const document = reportDocument({ runs, unreadable, answers, classifications, createdAt: new Date() });
  return await formats[format](document);
}

const formats: Readonly<Record<TextFormat, (document: ReportDocument) => Promise<string>>> = {
  md: async (document) => (await import('../report/report-markdown.ts')).reportMarkdown(document),
  json: (document) => Promise.resolve(`${JSON.stringify(document, null, 2)}\n`),
  csv: async (document) => (await import('../report/report-csv.ts')).reportCsv(document),
};
