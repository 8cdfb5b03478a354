import { describe, expect, it } from 'vitest';
import { studySubject } from '../../../test/golden/study-subjects.ts';
import { textWidth } from '../text-width.ts';
import { plainLook, type TerminalLook } from './look.ts';
import { studyText } from './study-view.ts';

/** A text without the escape codes of colours. */
function bare(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return text.replace(/\u001b\[[\d;]*m/g, '');
}

const look = (width: number, colorBits: TerminalLook['colorBits']): TerminalLook => ({
  width,
  colorBits,
  light: false,
});

describe('studyText', () => {
  it('tells the numbers, the best trials, what matters, how it went and what failed', () => {
    const text = studyText(studySubject(), plainLook);
    expect(text).toMatch(
      /^tuning\n40 trials: 26 complete, 12 pruned, 2 failed \(2 diverged\); best: trial 30 with/,
    );
    expect(text).toMatch(/\n 1 +30 +92\.72% +92\.03–93\.35% +9 +0\.001327 /);
    expect(text).toMatch(/\nParameter +Importance\n.*\n\w+ +0\.\d{3} +█{24}\n/);
    expect(text).toContain('─ best so far');
    expect(text).toContain('- diverged: the loss is not a number at step 12, 2 trials: 17, 22;');
    expect(text).not.toContain('\u001b');
  });

  it.each([60, 77, 80, 120])('stays within %i columns, whatever is in it', (width) => {
    const study = studySubject({ objectives: 3 });
    const evil = '\u001b[31mred\u001b[0m\n衬衫 \u202e'.repeat(9);
    const trials = study.trials.map((trial) => ({ ...trial, params: { ...trial.params, optimizer: evil } }));
    for (const colorBits of [1, 4, 24] as const) {
      const text = studyText({ ...study, trials, name: evil }, look(width, colorBits));
      for (const line of bare(text).split('\n').slice(1)) {
        expect(line).not.toMatch(/\p{Cc}|\u202e/u);
        expect(textWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  it('says what there is of a study without trials', () => {
    const text = studyText({ ...studySubject(), trials: [], importances: [] }, plainLook);
    expect(text).toBe('tuning\n0 trials: none begun, of 40 in the budget; no trial is complete.');
  });

  it('takes less than two seconds of work for 10,000 trials', () => {
    const study = studySubject({ trials: 10_000, objectives: 3 });
    const begun = process.cpuUsage();
    studyText(study, plainLook);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
  });
});
