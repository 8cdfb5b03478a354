import { describe, expect, it } from 'vitest';
import { fixtureRun, type FixtureOptions } from '../../../test/cli/fixture-runs.ts';
import type { Run } from '../../runs/record.ts';
import { textWidth } from '../text-width.ts';
import { plainLook, type TerminalLook } from './look.ts';
import { runView, type RunView } from './run-view.ts';

const SIDE = 12;
const IMAGES = 30;
const NASTY = [
  '<img src=x onerror=alert(1)>',
  '衬衫和裤子',
  '👩‍👩‍👧‍👦 family',
  'e\u0301\u0301 combining',
  '\u001b[31mred\u001b[0m\n\u009b2J',
  'a'.repeat(60),
  '한국어',
  ' \u0007 ',
  '🇩🇪',
  'right\u202eleft',
];

function viewOf(options: Partial<FixtureOptions> = {}, change: (run: Run) => Run = (run) => run): RunView {
  const run = change(fixtureRun({ name: 'cnn', hits: 9182, epochs: 20, ...options }));
  const classes = run.record.data.classNames.length;
  const labels = Int32Array.from({ length: IMAGES }, (_, index) => index % classes);
  const probabilities = new Float32Array(IMAGES * classes).map((_, at) => ((at * 7) % 11) / 11 / classes);
  const images = new Uint8Array(IMAGES * SIDE * SIDE * 3).map((_, at) => (at * 31) % 256);
  const part = { labels, probabilities, classes };
  return {
    run,
    predictions:
      run.record.result === undefined ? undefined : { test: part, validation: { ...part, indices: labels } },
    mistakeCount: 4,
    images: { images, imageShape: [SIDE, SIDE, 3] },
    missing: [],
  };
}

function withNames(classNames: readonly string[], title = 'Data'): (run: Run) => Run {
  return (run) => ({ ...run, record: { ...run.record, data: { ...run.record.data, classNames, title } } });
}

const look = (width: number, colorBits: TerminalLook['colorBits']): TerminalLook => ({
  width,
  colorBits,
  light: false,
});

/** Lines without the escape codes of colours. */
function bare(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return text.replace(/\u001b\[[\d;]*m/g, '').split('\n');
}

describe('runView', () => {
  it('shows what a run was, its result, curves, classes, confusions and mistakes', () => {
    const text = runView({ ...viewOf(), images: undefined }, plainLook);
    const headings = text
      .split('\n\n')
      .flatMap((part) => (/^[A-Z][^\n→]*$|^Worst.*$/.test(part) ? [part.split(':')[0]] : []));
    expect(headings).toEqual([
      'Result',
      'Learning curves',
      'What the curves show',
      'By class',
      'Confusion matrix',
      'Most confused',
      'Worst mistakes',
    ]);
    expect(text).toMatch(/^cnn {2}complete\nRun {12}runs\/2026-11-21-0500-cnn\n/);
    expect(text).toContain(
      '\nTest           91.82% of 10,000 images (95% interval 91.27–92.34%), loss 0.2454\n',
    );
    expect(text).toMatch(
      /\n╌ train 95\.81% {2}─ validation 91\.62% +╌ train 0\.1006 {2}─ validation 0\.2112\n/,
    );
    expect(text).toMatch(/\nShirt +83\.68% +83\.60% +83\.64% +1,000 {2}█+/);
    expect(text).toMatch(/\nmacro mean .*\nweighted mean /);
    expect(text).toMatch(/\nT-shirt\/top +Pullover +96 +9\.60% {2}█{12}\n/);
    expect(text).toMatch(/\n {8,}\d+ {2}\w.*\d%$/);
    expect(text).not.toContain('\u001b');
  });

  it.each([60, 77, 80, 81, 120])('stays within %i columns, whatever classes are called', (width) => {
    for (const colorBits of [1, 4, 8, 24] as const) {
      for (const names of [NASTY, NASTY.map((name) => name.repeat(20))]) {
        const text = runView(
          viewOf({}, withNames(names, 'Evil \u001b]0;title\u0007')),
          look(width, colorBits),
        );
        for (const line of bare(text)) {
          expect(line).not.toMatch(/\p{Cc}|\u202e/u);
          expect(textWidth(line), line).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  it('says so where the confusion matrix has too many classes for the width', () => {
    const names = Array.from({ length: 62 }, (_, label) => `kind ${label}`);
    const many = viewOf({}, (run) => {
      const result = run.record.result!;
      const test = { ...result.test, confusion: names.map(() => names.map(() => 1)) };
      const changed = withNames(names)(run);
      return { ...changed, record: { ...changed.record, result: { ...result, test } } };
    });
    expect(runView(many, plainLook)).toContain('62 classes do not fit 80 columns');
    expect(runView(viewOf(), plainLook)).not.toContain('do not fit');
  });

  it('names a class of control characters by its number', () => {
    expect(runView(viewOf({}, withNames(NASTY)), plainLook)).toMatch(/\nclass 7 +97/);
  });

  it('draws mistakes in half blocks where there are colours for it, in characters elsewhere', () => {
    const drawn = (colorBits: TerminalLook['colorBits']): string => runView(viewOf(), look(80, colorBits));
    expect(drawn(24)).toMatch(/\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀/);
    expect(drawn(8)).toMatch(/\[38;5;\d+;48;5;\d+m▀/);
    for (const bits of [1, 4] as const) expect(drawn(bits)).not.toContain('▀');
    expect(drawn(1)).toMatch(/\n[ .:=+*#%@-]{20,}\n/);
  });

  it('shows what there is of a run that is not complete, and what it lacks', () => {
    const missing = ['test figures: the run was interrupted'];
    const begun = runView({ ...viewOf({ status: 'interrupted', epochs: 2 }), missing }, plainLook);
    expect(begun).toMatch(/^cnn {2}interrupted\n/);
    expect(begun).toContain('\nBest epoch     2 so far\n');
    expect(begun).toContain('\n\nLearning curves\n');
    expect(begun).not.toMatch(/By class|Worst/);
    expect(begun).toMatch(/\n\nNot shown\n\n- test figures: the run was interrupted$/);
    const none = runView({ ...viewOf({ status: 'failed', epochs: 0 }), missing }, plainLook);
    expect(none).not.toContain('Learning curves');
  });
});
