import { describe, expect, it } from 'vitest';
import { gridStudy } from '../../../test/golden/grid-study.ts';
import { studySubject } from '../../../test/golden/study-subjects.ts';
import { studiesCsv } from './study-csv.ts';
import { studyDocument } from './study-document.ts';
import { studiesMarkdown } from './study-markdown.ts';

const evil = '=HYPERLINK("x") | <img src=x onerror=alert(1)> `*';
const study = studySubject({ objectives: 2 });
const tour = [
  gridStudy(
    'tour/a',
    [
      [{ net: 'dense' }, [0.86]],
      [{ net: evil }, [0.9]],
    ],
    { question: 'Which net?' },
  ),
  gridStudy('tour/b', [[{ rate: 0.1 }, []]]),
];

describe('studyDocument', () => {
  it('is plain data with everything that there is to say', () => {
    const document = studyDocument(study);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document).toMatchObject({ format: 'atelier-study', version: 1, name: 'tuning', best: 30 });
    expect(document.counts).toMatchObject({ complete: 26, pruned: 12, failed: 2, queued: 0 });
    expect(document.front).toContain(30);
    expect(document.trials[30]!.intervals[0]!.low).toBeLessThan(document.trials[30]!.values![0]!);
    expect(document.trials[30]!.startedAt).toMatch(/^2026-11-21T/);
    expect(document.answers.length).toBeGreaterThan(0);
  });
});

describe('studiesCsv', () => {
  it('has a line a trial with all parameters, and nothing that a spreadsheet would run', () => {
    const lines = studiesCsv([study]).trimEnd().split('\r\n');
    expect(lines).toHaveLength(41);
    expect(lines[0]).toMatch(
      /^study,trial,state,validation accuracy,inference time,low,high,testAccuracy,params\.optimizer,/,
    );
    expect(lines[1]).toMatch(/^tuning,0,complete,0\.9/);
    const cells = studiesCsv(tour);
    expect(cells).toContain(`"'=HYPERLINK(""x"")`);
    expect(cells).toMatch(/tour\/b,0,failed,,.*,diverged,the loss is not a number\r\n$/);
  });
});

describe('studiesMarkdown', () => {
  it('tells the answers, the best trials, what matters and what failed', () => {
    const text = studiesMarkdown([study]);
    expect(text).toMatch(/^# tuning\n\n## tuning\n\n40 trials: 26 complete/);
    expect(text).toMatch(/\n### Pareto front: .*\n\n.*\n.*\n\| 1 \| 30 \| 92\.72% \|/);
    expect(studiesMarkdown([studySubject()])).toContain('\n### Best trials\n');
    expect(text).toMatch(/\n### Importance of parameters\n/);
    expect(text).toContain('- diverged: the loss is not a number at step 12 (2 trials: 17, 22;');
  });

  it('escapes whatever comes from a study', () => {
    const text = studiesMarkdown(tour);
    expect(text).toMatch(/^# tour\n\n## The best of each study\n/);
    expect(text).toContain('## Which net?');
    expect(text).not.toMatch(/[^\\]<img|[^\\|]\| \\<img/);
    expect(text).toContain(String.raw`\| \<img src=x onerror=alert(1)\>`);
  });
});
