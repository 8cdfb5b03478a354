import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleDocument } from '../../test/golden/report-document.ts';
import { reportCsv } from './report-csv.ts';
import type { DocumentRun } from './report-document.ts';

const document = exampleDocument();

/** Reads RFC 4180, for the test. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

function cells(text: string): Record<string, string>[] {
  const [names, ...rows] = parse(text);
  return rows.map((row) => Object.fromEntries(names!.map((name, at) => [name, row[at]!])));
}

function changed(record: Partial<DocumentRun['record']>): string {
  const [first] = document.runs;
  const run = { ...first!, record: { ...first!.record, ...record } };
  return reportCsv({ ...document, runs: [run], unreadable: [] });
}

describe('reportCsv', () => {
  it('has a line a run, best first, and the unreadable ones', () => {
    const rows = cells(reportCsv(document));
    expect(rows.map(({ rank, id, status }) => [rank, id, status])).toEqual([
      ['1', '2026-11-21-0500-cnn', 'complete'],
      ['2', '2026-11-21-0501-cnn', 'complete'],
      ['3', '2026-11-21-0502-mlp', 'complete'],
      ['', '2026-11-21-0509-broken', 'failed'],
      ['', 'gone', 'unreadable'],
    ]);
    const { testAccuracy, parameters, learningRate, seed, multiplyAdds } = rows[0]!;
    expect([Number(testAccuracy), parameters, learningRate, seed, multiplyAdds]).toEqual([
      document.runs[0]!.record.result!.test.accuracy,
      '21000',
      '0.001',
      '1',
      '189000',
    ]);
    expect(rows[0]!['macroRocAuc']).not.toBe('');
    expect(rows[2]!['macroRocAuc']).toBe('');
    expect(rows[4]!['error']).toBe('no "run.json"');
  });

  it('has the columns that its documentation lists', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/report-formats.md'), 'utf8');
    const [section = ''] = page.slice(page.indexOf('## CSV')).split('\n## ');
    const listed = [...section.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(parse(reportCsv(document))[0]).toEqual(listed);
  });

  it('ends lines by CR LF, all of the same number of cells', () => {
    const text = reportCsv(document);
    expect(text.endsWith('\r\n')).toBe(true);
    const lengths = parse(text).map((row) => row.length);
    expect(new Set(lengths).size).toBe(1);
  });

  it('quotes separators, quotes and line ends', () => {
    const error = { code: 'training', message: 'a, "b"\nc' };
    expect(changed({ error })).toContain('"a, ""b""\nc"');
    expect(cells(changed({ error }))[0]!['error']).toBe('a, "b"\nc');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=1'])('does not let %j be a formula', (name) => {
    expect(cells(changed({ name }))[0]!['name']).toBe(`'${name}`);
  });

  it('leaves numbers as they are', () => {
    const { result } = document.runs[0]!.record;
    const text = changed({ result: { ...result!, test: { ...result!.test, loss: -0.25 } } });
    expect(cells(text)[0]!['testLoss']).toBe('-0.25');
  });

  it('names the type of a schedule', () => {
    const recipe = { optimizer: { type: 'adam', learningRate: { type: 'oneCycle', peak: 0.1 } } };
    expect(cells(changed({ recipe }))[0]!['learningRate']).toBe('oneCycle');
  });
});
