import { describe, expect, it } from 'vitest';
import { exampleDocument } from '../../test/golden/report-document.ts';
import { markdownFence, markdownTable, markdownText } from './markdown-text.ts';
import { reportMarkdown } from './report-markdown.ts';

describe('markdownText', () => {
  it.each([
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['a|b\nc', 'a\\|b c'],
    ['[x](javascript:y)', '\\[x\\](javascript:y)'],
    ['# big', '\\# big'],
    ['1. first', '1\\. first'],
    ['T-shirt/top 1.5', 'T-shirt/top 1.5'],
  ])('writes %j as %j', (text, written) => {
    expect(markdownText(text)).toBe(written);
  });
});

describe('markdownFence', () => {
  it('is longer than any fence in its text', () => {
    expect(markdownFence('a ``` b', 'json')).toBe('````json\na ``` b\n````');
  });
});

describe('markdownTable', () => {
  it('escapes cells and titles', () => {
    expect(
      markdownTable(
        [
          { title: 'A|', align: 'left' },
          { title: 'B', align: 'right' },
        ],
        [['x|y', '1']],
      ),
    ).toBe('| A\\| | B |\n| :--- | ---: |\n| x\\|y | 1 |');
  });
});

describe('reportMarkdown', () => {
  const lines = reportMarkdown(exampleDocument()).split('\n');

  it('ranks, compares classes and lists every run', () => {
    expect(lines.filter((line) => line.startsWith('#'))).toEqual([
      '# Comparison of runs',
      '## Ranking on Shapes',
      '## Comparison on Shapes',
      '## F1 by class on Shapes',
      '## Runs',
      '### 2026-11-21-0500-cnn',
      '### 2026-11-21-0501-cnn',
      '### 2026-11-21-0502-mlp',
      '### 2026-11-21-0509-broken',
      '### gone',
    ]);
    expect(lines).toContain('3 complete of 4 runs. Made by Atelier, 2026-11-21 06:00 UTC.');
    expect(lines.find((line) => line.startsWith('| 1 |'))).toMatch(
      /^\| 1 \| 2026-11-21-0500-cnn \| 84\.17% \| /,
    );
    expect(lines).toContain('Unreadable: no "run.json"');
  });

  it('has every figure of a run whose predictions have been kept, and fewer of one without', () => {
    const heads = lines.filter((line) => line.startsWith('| Class | Precision'));
    expect(heads).toEqual([
      '| Class | Precision | Recall | F1 | Images | ROC AUC | Average precision |',
      '| Class | Precision | Recall | F1 | Images | ROC AUC | Average precision |',
      '| Class | Precision | Recall | F1 | Images |',
    ]);
    expect(lines.find((line) => line.startsWith('- Test:'))).toMatch(
      /top-2 \d.*kappa 0\.\d{3}, .*calibration error 0\./,
    );
  });

  it('says what went wrong, and how to train again', () => {
    expect(lines).toContain('- Error: training: the loss is not a number at step 431');
    expect(lines).toContain('atelier train runs/2026-11-21-0502-mlp --seed 1 --threads 2 --layout plain');
  });

  it('keeps tables whole where class names have pipes and tags', () => {
    const document = exampleDocument();
    const runs = document.runs.map((run) => ({
      ...run,
      record: { ...run.record, data: { ...run.record.data, classNames: ['a|b', '<img src=x>', 'c', 'd'] } },
    }));
    const text = reportMarkdown({ ...document, runs });
    expect(text).toContain('| a\\|b |');
    expect(text.replace(/```[\s\S]*?```/g, '')).not.toMatch(/(?<!\\)<img/);
    for (const line of text.split('\n').filter((one) => one.startsWith('| a'))) {
      expect(line.match(/(?<!\\)\|/g)!.length).toBeGreaterThanOrEqual(5);
    }
  });
});
